"""What people have built: cranes, pylons, bridges, trains, stalls, a lighthouse."""

import math

from drawing.canvas import (
    CREAM,
    INK,
    MIST,
    MOSS,
    NAVY,
    PEACH,
    RUST,
    SAND,
    SLATE,
    SNOW,
    TEAL,
    Canvas,
    Point,
    mix,
)
from drawing.landscape import circle


def crane(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    def at(*points: Point) -> list[Point]:
        return [(x + px * size, y - py * size) for px, py in points]

    for legs in (((0, 0), (14, 190)), ((90, 0), (76, 190)), ((5, 90), (85, 90)), ((8, 90), (80, 185))):
        c.line(at(*legs), colour, 8 * size)
    c.line(at((-190, 205), (150, 190)), colour, 12 * size)
    c.line(at((45, 190), (45, 290)), colour, 8 * size)
    for rope in (((45, 288), (-180, 205)), ((45, 288), (-80, 200)), ((45, 288), (145, 190))):
        c.line(at(*rope), colour, 2.5 * size)
    c.line(at((-120, 200), (-120, 120)), colour, 1.5 * size)
    c.fill(at((-140, 120), (-100, 120), (-100, 104), (-140, 104)), RUST)


def containers(c: Canvas, x: float, y: float) -> None:
    for column in range(13):
        for level in range(c.dice.choice([1, 2, 2, 3])):
            tone = c.dice.choice([RUST, SLATE, SAND, TEAL, mix(RUST, INK, 0.4)])
            c.box(x + 48 * column, y - 20 * (level + 1), 46, 19, tone, mix(tone, INK, 0.25))


ARMS = ((110, 250), (150, 310), (100, 370))


def pylon(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    for side in (-1, 1):
        c.line(
            [(x + side * 58 * size, y), (x + side * 16 * size, y - 250 * size), (x, y - 420 * size)],
            colour,
            5 * size,
        )
    for low, high in ((0, 90), (90, 160), (160, 210), (210, 250)):
        wide, narrow = 58 - low * 0.168, 58 - high * 0.168
        for side in (-1, 1):
            c.line(
                [(x - side * wide * size, y - low * size), (x + side * narrow * size, y - high * size)],
                colour,
                3 * size,
            )
    for reach, height in ARMS:
        tips = [
            (x - reach * size, y - height * size),
            (x, y - (height + 22) * size),
            (x + reach * size, y - height * size),
        ]
        c.line([*tips, tips[0]], colour, 4 * size)


def wires(c: Canvas, far: tuple[float, float, float], near: tuple[float, float, float]) -> None:
    for reach, height in ARMS:
        for side in (-1, 1):
            (x0, y0), (x1, y1) = ((x + side * reach * s, y - height * s) for x, y, s in (far, near))
            sag = 50 * (far[2] + near[2]) / 2
            steps = [i / 24 for i in range(25)]
            curve = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t + sag * 4 * t * (1 - t)) for t in steps]
            c.line(curve, mix(INK, PEACH, 0.3), max(0.7, 1.6 * near[2]))


def spillway(c: Canvas, x: float) -> None:
    top = 388
    c.box(x - 16, top, 32, 22, NAVY)
    c.fill([(x - 14, top + 20), (x + 14, top + 20), (x + 24, 600), (x - 24, 600)], SNOW, MIST)


def tower(c: Canvas, x: float, y: float, colour: str) -> None:
    c.box(x - 26, y - 270, 52, 270, colour)
    c.fill([(x - 32, y - 270), (x, y - 375), (x + 32, y - 270)], mix(colour, RUST, 0.35))
    c.disc(x, y - 235, 17, CREAM)
    c.line([(x, y - 247), (x, y - 235), (x + 8, y - 230)], INK, 2)


def arch(c: Canvas, left: float, top: float, span: float) -> None:
    half, stone = span / 2, mix(SAND, SLATE, 0.4)
    turns = [math.pi * i / 30 for i in range(31)]
    inner = [(left + half - (half - 18) * math.cos(t), 455 - 78 * math.sin(t)) for t in turns]
    c.fill([(left, top), (left + span, top), (left + span, 464), *reversed(inner), (left, 464)], stone, SLATE)
    c.fill(
        [(left - 20, 430), (left + 20, 430), (left + 26, 466), (left - 26, 466)], mix(stone, INK, 0.25), NAVY
    )


def farm(c: Canvas, x: float, y: float) -> None:
    c.box(x, y - 46, 110, 46, CREAM, SAND)
    c.fill(
        [(x - 8, y - 44), (x + 20, y - 82), (x + 92, y - 82), (x + 118, y - 44)], RUST, mix(RUST, INK, 0.25)
    )
    c.box(x + 44, y - 30, 22, 30, NAVY)
    c.box(x + 128, y - 92, 26, 92, MIST, SLATE)
    c.disc(x + 141, y - 92, 13, MIST)
    for step in range(7):
        c.disc(x + 180 + 17 * step, y - 14 - (step % 3) * 6, 18, mix(MOSS, INK, 0.35))


def viaduct_arch(c: Canvas, left: float, top: float) -> None:
    turns = [math.pi * i / 24 for i in range(25)]
    inner = [(left + 75 - 58 * math.cos(t), top + 80 - 62 * math.sin(t)) for t in turns]
    c.fill(
        [
            (left, top),
            (left + 150, top),
            (left + 150, 675),
            (left + 135, 675),
            *reversed(inner),
            (left + 15, 675),
            (left, 675),
        ],
        NAVY,
        INK,
    )


def carriage(c: Canvas, x: float, y: float) -> None:
    c.box(x, y - 46, 160, 40, RUST, mix(RUST, INK, 0.35))
    c.box(x + 4, y - 51, 152, 6, mix(RUST, INK, 0.5))
    c.box(x - 6, y - 12, 172, 5, INK)
    for wheel in (22, 42, 118, 138):
        c.disc(x + wheel, y - 4, 6, INK)
    for window in range(6):
        c.box(x + 13 + 24 * window, y - 38, 15, 15, CREAM, PEACH)


def hall(c: Canvas, x: float, y: float) -> None:
    c.box(x, y - 190, 700, 190, CREAM, SAND)
    c.fill([(x - 20, y - 190), (x + 350, y - 300), (x + 720, y - 190)], mix(RUST, SAND, 0.2), RUST)
    c.disc(x + 350, y - 228, 24, CREAM)
    for door in range(7):
        left = x + 28 + 94 * door
        c.disc(left + 40, y - 112, 32, SLATE)
        c.box(left + 8, y - 112, 64, 112, SLATE, NAVY)


def stall(c: Canvas, x: float, y: float, size: float, stripe: str) -> None:
    for post in (12, 248):
        c.box(x + post * size, y - 150 * size, 7 * size, 150 * size, NAVY)
    c.veil([(x, y + 4), (x + 290 * size, y + 4), (x + 310 * size, y + 18), (x + 20, y + 18)], INK, 0.35, 8)
    c.box(x + 6 * size, y - 60 * size, 256 * size, 60 * size, mix(SAND, RUST, 0.45), mix(SAND, INK, 0.55))
    for i in range(34):
        tone = (RUST, SAND, MOSS, PEACH)[i * 4 // 34]
        c.disc(
            x + (16 + 7.2 * i) * size, y - (62 + 7 * (i % 2)) * size, 8 * size, mix(tone, INK, 0.1 * (i % 3))
        )
    for i in range(9):
        left, tone = 30 * i, (stripe, CREAM)[i % 2]
        top = [
            (x + (30 + left * 0.78) * size, y - 200 * size),
            (x + (30 + (left + 30) * 0.78) * size, y - 200 * size),
        ]
        low = [(x + (left + 30) * size, y - 145 * size), (x + left * size, y - 145 * size)]
        c.fill([*top, *low], tone, mix(tone, INK, 0.15))
        c.disc(x + (left + 15) * size, y - 145 * size, 15 * size, mix(tone, INK, 0.15))


def column(c: Canvas, left: float, top: float, tall: float) -> None:
    for slot in range(10):
        tone = mix(SNOW, SLATE, (slot / 9) ** 1.6 * 0.75)
        c.box(left + 4 + 4.2 * slot, top, 4.6, tall, tone, mix(tone, SAND, 0.4))
    c.box(left - 6, top, 62, 14, CREAM, SAND)
    c.box(left - 8, top + tall - 16, 66, 18, CREAM, SAND)


def light_tower(c: Canvas, x: float, y: float) -> None:
    for band in range(5):
        low, high = y - 38 * band, y - 38 * (band + 1)
        wide, narrow = 34 - 3 * band, 34 - 3 * (band + 1)
        tone = (CREAM, RUST)[band % 2]
        c.fill(
            [(x - narrow, high), (x + narrow, high), (x + wide, low), (x - wide, low)],
            tone,
            mix(tone, INK, 0.15),
        )
    c.box(x - 26, y - 198, 52, 9, INK)
    c.box(x - 14, y - 230, 28, 33, CREAM, PEACH)
    c.fill([(x - 20, y - 230), (x, y - 254), (x + 20, y - 230)], INK)
    c.veil(circle(x, y - 214, 34), CREAM, 0.8, 12)
    c.box(x + 34, y - 46, 90, 46, CREAM, SAND)
    c.fill([(x + 28, y - 46), (x + 79, y - 76), (x + 130, y - 46)], RUST)


def radar_dish(c: Canvas, x: float, y: float) -> None:
    for foot in (-30, 30):
        c.line([(x + foot, y + 10), (x + foot / 3, y - 120)], INK, 5)
        for step in range(4):
            wide, narrow = foot * (1 - step / 6), foot * (1 - (step + 1) / 6)
            c.line([(x + wide, y - 30 * step), (x - narrow, y - 30 * step - 30)], INK, 3)
    c.box(x - 24, y - 128, 48, 10, INK)
    c.line([(x, y - 128), (x - 4, y - 160)], INK, 8)
    turns = [math.pi * i / 20 for i in range(21)]
    bowl = [
        (x - 8 + 66 * math.cos(t) + 26 * math.sin(t), y - 185 - 40 * math.cos(t) + 38 * math.sin(t))
        for t in turns
    ]
    c.fill(bowl, mix(MIST, PEACH, 0.3), SLATE)
    c.line([bowl[0], (x - 52, y - 232), bowl[-1]], INK, 2)
    c.disc(x - 52, y - 232, 5, INK)
