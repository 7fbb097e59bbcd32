"""A sheet to draw on, and the few colours that all illustrations share."""

import random
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 1200, 675, 2  # drawn twice as large, then reduced: smooth edges
INK, NAVY, SLATE, TEAL, MIST, DUSK = "#16242e", "#24404f", "#47687a", "#6f949c", "#b9cbca", "#8f8c9b"
CREAM, SAND, PEACH, RUST, MOSS, SNOW = "#f3ead8", "#e2cfa9", "#e8b58c", "#b0573d", "#63705a", "#f4f3ec"

Point = tuple[float, float]


def mix(one: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shade(size: tuple[int, int], top: str, bottom: str) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


class Canvas:
    """A sheet of 1200 x 675 units with its own dice."""

    def __init__(self, name: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
        self.dice = random.Random(name)

    def fill(self, points: Iterable[Point], top: str, bottom: str = "") -> None:
        dots = [(round(x * SCALE), round(y * SCALE)) for x, y in points]
        left, upper = min(x for x, _ in dots), min(y for _, y in dots)
        size = (max(x for x, _ in dots) - left + 1, max(y for _, y in dots) - upper + 1)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in dots], fill=255)
        self.image.paste(shade(size, top, bottom or top), (left, upper), mask)

    def box(self, left: float, upper: float, width: float, height: float, top: str, bottom: str = "") -> None:
        right, lower = left + width, upper + height
        self.fill([(left, upper), (right, upper), (right, lower), (left, lower)], top, bottom)

    def line(self, points: Iterable[Point], colour: str, width: float = 2) -> None:
        dots = [(x * SCALE, y * SCALE) for x, y in points]
        ImageDraw.Draw(self.image).line(dots, fill=colour, width=round(width * SCALE), joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        corners = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        ImageDraw.Draw(self.image).ellipse(corners, fill=colour)

    def veil(self, points: Iterable[Point], colour: str, strength: float, blur: float) -> None:
        """A soft, half transparent shape: mist, light, shadow."""
        mask = Image.new("L", self.image.size)
        dots = [(x * SCALE, y * SCALE) for x, y in points]
        ImageDraw.Draw(mask).polygon(dots, fill=round(255 * strength))
        self.image.paste(colour, (0, 0), mask.filter(ImageFilter.GaussianBlur(blur * SCALE)))

    def save(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        grain = Image.frombytes(
            "L", (WIDTH // 2, HEIGHT // 2), self.dice.randbytes((WIDTH // 2) * (HEIGHT // 2))
        )
        grain = grain.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).convert("RGB")
        Image.blend(small, grain, 0.015).save(path, quality=72, optimize=True, progressive=True)
