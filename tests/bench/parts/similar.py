"""How well similar briefs are found: our scores and plain methods beside the judgement of people."""

from statistics import mean

from tests.bench.similarity import baselines, judgement
from tests.bench.similarity.judgement import agreement
from tests.bench.stage import Stage
from tests.bench.table import Table

SHUFFLES = 100


def run(stage: Stage) -> Table:
    rated = judgement.ratings()
    background, items = judgement.texts()
    scores = stage.run("similarity.ours", DATABASE_URL=stage.new_database(stage.template))
    shuffled = [agreement(baselines.chance(len(items), seed), rated) for seed in range(SHUFFLES)]
    plain = baselines.tf_idf(background, items, baselines.plain)
    table = Table(("method", "Pearson's r", "nDCG@5", "P@1", "MAP"))
    table.add("chance", *(mean(figures) for figures in zip(*shuffled, strict=True)))
    table.add("TF-IDF of plain words", *agreement(plain, rated))
    table.add("TF-IDF of stems without stop words, log tf", *agreement(scores["stemmed"], rated))
    r, ndcg, first, precision = agreement(scores["ours"], rated)
    table.add("wagtail-briefs, on PostgreSQL", r, ndcg, first, precision)
    table.judge(f"nDCG@5 ≥ 0.68: {ndcg:.3f}", ndcg >= 0.68)
    table.judge(f"P@1 ≥ 0.80: {first:.3f}", first >= 0.80)
    return table
