"""What several scenes have in common: sky, hills, water, trees, ships and houses."""

import math
from itertools import pairwise

from drawing.canvas import (
    CREAM,
    DUSK,
    HEIGHT,
    INK,
    MIST,
    PEACH,
    SCALE,
    SLATE,
    SNOW,
    WIDTH,
    Canvas,
    Point,
    mix,
    shade,
)
from PIL import Image, ImageChops, ImageFilter


def sky(c: Canvas, top: str, bottom: str, horizon: float = HEIGHT) -> None:
    middle = DUSK if bottom == PEACH else mix(top, bottom, 0.5)  # blue and peach alone would mix to mud
    c.box(0, 0, WIDTH, horizon / 2, top, middle)
    c.box(0, horizon / 2, WIDTH, horizon / 2, middle, bottom)
    c.box(0, horizon, WIDTH, HEIGHT - horizon, bottom)


def circle(x: float, y: float, radius: float) -> list[Point]:
    turns = [math.tau * i / 60 for i in range(60)]
    return [(x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns]


def sun(c: Canvas, x: float, y: float, radius: float, colour: str = CREAM) -> None:
    c.veil(circle(x, y, radius * 4), colour, 0.35, radius * 1.6)
    c.disc(x, y, radius, colour)


def clouds(c: Canvas, y: float, colour: str, count: int = 5) -> None:
    for _ in range(count):
        x, height, half = c.dice.uniform(0, WIDTH), y + c.dice.uniform(-60, 60), c.dice.uniform(120, 300)
        c.veil([(x - half, height), (x, height - 9), (x + half, height), (x, height + 5)], colour, 0.55, 5)


def ridge(c: Canvas, y: float, swing: float, top: str, bottom: str, sharp: bool = False) -> list[Point]:
    """A hilly silhouette down to the lower edge; its crest is handed back."""
    waves = [
        (c.dice.uniform(0.6, 1.4) * 2**n, c.dice.uniform(0, math.tau), 0.55**n)
        for n in range(6 if sharp else 3)
    ]
    crest = []
    for x in range(-4, WIDTH + 8, 4):
        angles = [(x / WIDTH * math.tau * speed + phase, share) for speed, phase, share in waves]
        shape = sum((1 - 2 * abs(math.sin(a / 2)) if sharp else math.sin(a)) * share for a, share in angles)
        crest.append((x, y - swing * shape))
    c.fill([*crest, (WIDTH + 4, HEIGHT), (-4, HEIGHT)], top, bottom)
    return crest


def water(c: Canvas, horizon: int, top: str, bottom: str, mirror: float = 0.45) -> None:
    """Everything above the horizon, upside down, dimmed and rippled."""
    wide, depth, edge = c.image.width, (HEIGHT - horizon) * SCALE, horizon * SCALE
    above = c.image.crop((0, max(0, edge - depth), wide, edge)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    above = above.resize((wide, depth)).filter(ImageFilter.GaussianBlur(2 * SCALE))
    surface = Image.blend(shade((wide, depth), top, bottom), above, mirror)
    for row in range(depth):
        shift = round(math.sin(60 * math.log(row + 60)) * (1 + 7 * row / depth) * SCALE)
        surface.paste(ImageChops.offset(surface.crop((0, row, wide, row + 1)), shift, 0), (0, row))
    c.image.paste(surface.filter(ImageFilter.GaussianBlur(1.5 * SCALE)), (0, edge))
    for _ in range(90):
        near = c.dice.random() ** 1.5
        x, y, half = c.dice.uniform(0, WIDTH), horizon + 6 + near * (HEIGHT - horizon), 8 + 50 * near
        tone = mix(mix(top, bottom, near), c.dice.choice([CREAM, INK]), 0.14)
        c.fill([(x - half, y), (x, y - 1 - near), (x + half, y), (x, y + 1 + near)], tone)


def pine(c: Canvas, x: float, y: float, height: float, colour: str) -> None:
    for tier in range(4):
        half, top = height * (0.09 + 0.055 * tier), y - height + height * 0.2 * tier
        c.fill([(x, top), (x + half, top + height * 0.38), (x - half, top + height * 0.38)], colour)


def ship(c: Canvas, x: float, y: float, long: float, hull: str, house: str, cargo: tuple[str, ...]) -> None:
    unit = long / 24
    c.fill([(x - unit, y), (x + long, y - 2), (x + long + unit, y + unit), (x, y + unit)], INK, SLATE)
    c.box(x + unit * 1.3, y - unit * 6.4, unit * 2.6, unit * 4.6, house, mix(house, SLATE, 0.3))
    c.box(x + unit, y - unit * 6.4, unit * 3.4, unit * 0.5, house)
    c.box(x + unit * 1.5, y - unit * 5.5, unit * 2.2, unit * 0.5, hull)
    c.box(x + unit * 1.8, y - unit * 7.6, unit * 0.9, unit * 1.2, hull)
    for bay in range(13):
        for level in range((2, 3, 3, 4, 4, 3, 4, 4, 3, 3, 2, 2, 1)[bay]):
            tone, left = c.dice.choice(cargo), x + unit * (4.8 + 1.32 * bay)
            c.box(left, y - unit * (2.6 + level), unit * 1.24, unit * 0.94, tone, mix(tone, INK, 0.2))
    bow = [(x + long, y - unit * 2.6), (x + long - unit * 1.4, y), (x + unit * 0.7, y)]
    c.fill([(x, y - unit * 1.8), (x + long - unit * 3, y - unit * 1.8), *bow], hull, mix(hull, INK, 0.4))


def houses(c: Canvas, base: float, tone: str, low: int, high: int, lit: bool) -> None:
    x = -10
    while x < WIDTH:
        wide, tall = c.dice.randint(38, 92), c.dice.randint(low, high)
        c.box(x, base - tall, wide, tall, tone, mix(tone, INK, 0.15))
        if c.dice.random() < 0.45:
            c.fill([(x, base - tall), (x + wide / 2, base - tall - 22), (x + wide, base - tall)], tone)
        for row in range(int(base - tall) + 12, int(base) - 14, 17) if lit else ():
            for column in range(x + 8, x + wide - 9, 13):
                c.box(column, row, 5, 8, PEACH if c.dice.random() < 0.3 else mix(tone, INK, 0.35))
        x += wide + c.dice.choice([0, 0, 6])


def snow(c: Canvas, crest: list[Point], limit: float) -> None:
    for (x0, y0), (x1, y1) in pairwise(crest):
        low0, low1 = (y + max(0, limit - y) * (0.45 + 0.2 * math.sin(x / 9)) for x, y in ((x0, y0), (x1, y1)))
        if y0 < limit and y1 < limit:
            c.fill([(x0, y0), (x1, y1), (x1, low1), (x0, low0)], SNOW, mix(SNOW, MIST, 0.5))
