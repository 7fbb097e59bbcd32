"""The method getFile."""

from typing import Any

from ..files import DOWNLOAD_LIMIT
from ..params import Params
from ..refusals import bad
from ..world import World


def get_file(world: World, params: Params) -> dict[str, Any]:
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }
