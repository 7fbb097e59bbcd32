"""Draws the twelve illustrations of the demo site, the same on every run: python seeds/draw_pictures.py"""

import math
from itertools import pairwise
from pathlib import Path

from drawing.canvas import (
    CREAM,
    DUSK,
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
    WIDTH,
    Canvas,
    mix,
)
from drawing.landscape import circle, clouds, houses, pine, ridge, ship, sky, snow, sun, water
from drawing.structures import (
    arch,
    carriage,
    column,
    containers,
    crane,
    farm,
    hall,
    light_tower,
    pylon,
    radar_dish,
    spillway,
    stall,
    tower,
    viaduct_arch,
    wires,
)

FOLDER = Path(__file__).parent / "pictures"


def harbour(c: Canvas) -> None:
    sky(c, TEAL, PEACH, 440)
    sun(c, 300, 330, 42)
    clouds(c, 150, CREAM)
    ridge(c, 395, 24, mix(TEAL, PEACH, 0.4), MIST)
    ridge(c, 425, 12, TEAL, MIST)
    for x, size, tone in ((520, 0.62, mix(SLATE, MIST, 0.35)), (700, 0.8, SLATE), (930, 1.0, NAVY)):
        crane(c, x, 470, size, tone)
    containers(c, 560, 470)
    c.box(430, 468, 770, 30, INK, NAVY)
    water(c, 498, SLATE, INK)
    ship(c, 90, 540, 330, INK, CREAM, (RUST, SAND, TEAL, SLATE))


def power_lines(c: Canvas) -> None:
    sky(c, SLATE, PEACH, 520)
    sun(c, 830, 405, 50)
    clouds(c, 190, PEACH)
    for y, tone in (
        (440, mix(DUSK, PEACH, 0.45)),
        (480, mix(SLATE, DUSK, 0.8)),
        (530, mix(SLATE, DUSK, 0.2)),
    ):
        ridge(c, y, 30, tone, mix(tone, MIST, 0.35))
    ridge(c, 590, 22, MOSS, INK)
    masts = [(1120, 395, 0.24), (1010, 425, 0.36), (850, 470, 0.54), (610, 545, 0.84), (240, 660, 1.4)]
    for far, near in pairwise(masts):
        wires(c, far, near)
    wires(c, masts[-1], (-420, 760, 2.3))
    for share, (x, y, size) in zip((0.5, 0.35, 0.2, 0.1, 0), masts, strict=True):
        pylon(c, x, y, size, mix(INK, PEACH, share))


def dam(c: Canvas) -> None:
    sky(c, TEAL, CREAM, 400)
    clouds(c, 110, SNOW)
    ridge(c, 200, 70, mix(TEAL, CREAM, 0.4), CREAM, sharp=True)
    ridge(c, 285, 26, mix(SLATE, MIST, 0.3), MIST)
    c.box(0, 318, WIDTH, 60, MIST, TEAL)
    bend = [(270 + 66 * i, 350 + 34 * math.sin(math.pi * i / 10)) for i in range(11)]
    foot = [(x * 0.72 + 168, 590) for x, _ in reversed(bend)]
    c.fill([*bend, *foot], CREAM, mix(SAND, SLATE, 0.55))
    for (x, y), (low, _) in zip(bend[1:-1], list(reversed(foot))[1:-1], strict=True):
        c.line([(x, y), (low, 590)], mix(SAND, SLATE, 0.5), 2)
    c.line([(x, y - 4) for x, y in bend], SNOW, 9)
    c.box(300, 585, 600, 90, TEAL, NAVY)
    for low in (520, 600, 680):
        spillway(c, low)
    for x in (520, 600, 680):
        c.veil([(x + (px - x) * 1.6, 598 + (py - 598) * 0.4) for px, py in circle(x, 598, 42)], SNOW, 0.9, 8)
    c.fill([(0, 190), (150, 250), (288, 340), (350, 470), (395, 610), (400, 675), (0, 675)], NAVY, INK)
    c.fill([(1200, 160), (1050, 240), (912, 340), (850, 470), (805, 610), (800, 675), (1200, 675)], NAVY, INK)
    for x in range(-20, 330, 36):
        pine(c, x, 690 - (330 - x) * 0.2, 120 + c.dice.uniform(-25, 25), INK)
        pine(c, WIDTH - x, 690 - (330 - x) * 0.2, 120 + c.dice.uniform(-25, 25), INK)


def skyline(c: Canvas) -> None:
    sky(c, SLATE, PEACH, 470)
    sun(c, 905, 250, 50)
    clouds(c, 130, PEACH)
    houses(c, 470, mix(DUSK, PEACH, 0.4), 90, 220, lit=False)
    houses(c, 470, mix(SLATE, DUSK, 0.6), 60, 180, lit=False)
    tower(c, 420, 470, NAVY)
    houses(c, 470, NAVY, 40, 120, lit=True)
    c.box(0, 462, WIDTH, 14, INK)
    water(c, 476, SLATE, INK, 0.55)


def bridge(c: Canvas) -> None:
    sky(c, mix(TEAL, MIST, 0.5), CREAM, 430)
    sun(c, 230, 240, 38, SNOW)
    for y, share in ((300, 0.7), (345, 0.45), (390, 0.2)):
        ridge(c, y, 42, mix(SLATE, CREAM, share), mix(MIST, CREAM, share))
    c.veil([(-100, 400), (1300, 380), (1300, 440), (-100, 440)], CREAM, 0.7, 22)
    for left in (140, 370, 600, 830):
        arch(c, left, 365, 230)
    for left in (0, 1060):
        c.box(left, 365, 140, 100, mix(SAND, SLATE, 0.4), SLATE)
    c.fill([(0, 372), (70, 382), (150, 428), (205, 464), (0, 466)], MOSS, NAVY)
    c.fill([(1200, 366), (1125, 384), (1050, 430), (1005, 464), (1200, 466)], MOSS, NAVY)
    c.box(0, 338, WIDTH, 28, mix(SAND, SLATE, 0.25), mix(SAND, SLATE, 0.5))
    c.box(0, 332, WIDTH, 7, mix(CREAM, SAND, 0.5))
    for x in range(60, WIDTH, 120):
        c.line([(x, 334), (x, 292)], NAVY, 3)
        c.disc(x, 290, 5, CREAM)
    water(c, 462, TEAL, NAVY, 0.55)


def fields(c: Canvas) -> None:
    sky(c, TEAL, CREAM, 330)
    sun(c, 860, 215, 46, SNOW)
    clouds(c, 110, SNOW)
    ridge(c, 285, 22, mix(TEAL, CREAM, 0.3), MIST)
    ridge(c, 315, 14, mix(MOSS, MIST, 0.4), MOSS)
    c.box(0, 335, WIDTH, 340, SAND, mix(SAND, RUST, 0.55))
    for i in range(-26, 27):
        near, far = 600 + i * 150, 700 + i * 17
        tone = (mix(SAND, MOSS, 0.35), mix(SAND, PEACH, 0.5))[i % 2]
        c.fill(
            [(far, 335), (far + 9, 335), (near + 78, 675), (near, 675)],
            mix(tone, CREAM, 0.3),
            mix(tone, RUST, 0.3),
        )
    c.fill([(0, 335), (560, 335), (0, 480)], mix(MOSS, SAND, 0.25), mix(MOSS, INK, 0.15))
    for x in range(10, 520, 26):
        c.disc(x, 335 - c.dice.uniform(2, 10), c.dice.uniform(9, 17), mix(MOSS, INK, 0.35))
    farm(c, 930, 338)


def railway(c: Canvas) -> None:
    sky(c, NAVY, PEACH, 520)
    c.disc(960, 120, 26, CREAM)
    for y, swing, tone in (
        (300, 60, mix(DUSK, PEACH, 0.25)),
        (360, 45, mix(SLATE, DUSK, 0.7)),
        (450, 40, SLATE),
    ):
        ridge(c, y, swing, tone, mix(tone, PEACH, 0.35))
    c.veil([(-100, 500), (1300, 480), (1300, 580), (-100, 580)], PEACH, 0.5, 30)
    for left in range(-60, WIDTH, 150):
        viaduct_arch(c, left, 428)
    c.box(0, 408, WIDTH, 22, NAVY)
    c.box(0, 404, WIDTH, 5, SLATE)
    for car in range(5):
        carriage(c, 180 + 166 * car, 402)
    for x, top in ridge(c, 625, 22, INK, INK)[::9]:
        pine(c, x, top + 14, c.dice.uniform(40, 110), INK)


def sea(c: Canvas) -> None:
    sky(c, SLATE, CREAM, 330)
    sun(c, 640, 265, 44)
    clouds(c, 140, CREAM, 7)
    ridge(c, 322, 10, mix(TEAL, CREAM, 0.5), MIST)
    water(c, 332, TEAL, NAVY, 0.5)
    c.veil([(610, 332), (670, 332), (820, 675), (460, 675)], CREAM, 0.3, 26)
    ship(c, 130, 352, 130, mix(SLATE, MIST, 0.2), MIST, (TEAL, SLATE))
    ship(c, 900, 372, 190, SLATE, MIST, (SLATE, TEAL, SAND))
    ship(c, 330, 478, 470, INK, CREAM, (RUST, SAND, TEAL, SLATE, mix(RUST, INK, 0.4)))
    for y, tone in ((590, mix(NAVY, TEAL, 0.25)), (630, mix(NAVY, INK, 0.4))):
        ridge(c, y, 9, tone, mix(tone, INK, 0.5))


def market(c: Canvas) -> None:
    sky(c, TEAL, CREAM, 360)
    houses(c, 430, mix(TEAL, SAND, 0.55), 120, 210, lit=False)
    hall(c, 250, 440)
    c.box(0, 440, WIDTH, 235, mix(SAND, MIST, 0.3), mix(SAND, SLATE, 0.45))
    for x, y, size, stripe in ((60, 520, 0.85, SLATE), (345, 505, 0.75, RUST), (850, 515, 0.8, MOSS)):
        stall(c, x, y, size, stripe)
    for x, y, size, stripe in ((-70, 655, 1.3, RUST), (460, 640, 1.2, TEAL), (910, 665, 1.35, SLATE)):
        stall(c, x, y, size, stripe)


def assembly(c: Canvas) -> None:
    sky(c, mix(TEAL, MIST, 0.3), CREAM, 560)
    clouds(c, 150, SNOW)
    houses(c, 560, mix(MIST, TEAL, 0.35), 110, 200, lit=False)
    wall = mix(SAND, SLATE, 0.35)
    c.box(150, 300, 900, 260, wall, mix(wall, INK, 0.2))
    for x in (180, 960):
        for window in (330, 430):
            c.box(x, window, 60, 70, SLATE, NAVY)
    c.box(280, 285, 640, 275, mix(SLATE, INK, 0.3), NAVY)
    c.fill([(600, 130), (965, 255), (235, 255)], CREAM, SAND)
    c.fill([(600, 158), (890, 244), (310, 244)], mix(SAND, SLATE, 0.3), wall)
    c.box(240, 255, 720, 34, SNOW, SAND)
    for left in range(290, 900, 114):
        column(c, left, 289, 250)
    for step in range(6):
        c.box(250 - 34 * step, 540 + 20 * step, 700 + 68 * step, 21, CREAM, mix(SAND, SLATE, 0.35))
    c.fill([(0, 660), (1200, 660), (1200, 675), (0, 675)], SLATE)
    for x, flag in ((60, RUST), (1070, TEAL)):
        c.line([(x, 660), (x, 170)], NAVY, 5)
        c.fill(
            [(x, 175), (x + 48, 184), (x + 84, 176), (x + 84, 226), (x + 44, 234), (x, 225)],
            flag,
            mix(flag, INK, 0.3),
        )


def mountains(c: Canvas) -> None:
    sky(c, TEAL, CREAM)
    sun(c, 300, 170, 40, SNOW)
    crest = ridge(c, 250, 120, mix(SLATE, MIST, 0.35), MIST, sharp=True)
    snow(c, crest, 265)
    for y, swing, share in ((370, 70, 0.25), (450, 55, 0.1)):
        ridge(c, y, swing, mix(SLATE, MIST, share), mix(MIST, CREAM, 0.4), sharp=True)
        c.veil([(-100, y + 90), (1300, y + 70), (1300, y + 130), (-100, y + 130)], CREAM, 0.55, 26)
    for y, tone, size in ((560, mix(MOSS, SLATE, 0.5), 70), (640, mix(NAVY, INK, 0.3), 130)):
        for x, top in ridge(c, y, 26, tone, mix(tone, INK, 0.4))[::7]:
            pine(c, x, top + 18, size * c.dice.uniform(0.6, 1.1), tone)


def lighthouse(c: Canvas) -> None:
    sky(c, NAVY, PEACH, 470)
    clouds(c, 260, PEACH, 6)
    ridge(c, 455, 10, mix(SLATE, PEACH, 0.4), MIST)
    c.veil([(820, 182), (-200, 60), (-200, 210)], CREAM, 0.45, 14)
    water(c, 470, SLATE, INK, 0.5)
    cliff = [(600, 600), (650, 480), (715, 462), (745, 405), (980, 400), (1060, 372), (1200, 360)]
    c.fill([*cliff, (1200, 675), (540, 675)], mix(NAVY, SLATE, 0.45), NAVY)
    c.line(cliff, mix(SLATE, PEACH, 0.35), 3)
    rocks = [
        (455, 675),
        (520, 606),
        (590, 590),
        (660, 560),
        (745, 552),
        (800, 500),
        (905, 488),
        (960, 520),
        (1100, 470),
    ]
    c.fill([*rocks, (1200, 455), (1200, 675)], NAVY, INK)
    light_tower(c, 820, 405)
    radar_dish(c, 1060, 372)


SCENES = {
    "harbour": harbour,
    "power-lines": power_lines,
    "dam": dam,
    "skyline": skyline,
    "bridge": bridge,
    "fields": fields,
    "railway": railway,
    "sea": sea,
    "market": market,
    "assembly": assembly,
    "mountains": mountains,
    "lighthouse": lighthouse,
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, scene in SCENES.items():
        canvas = Canvas(name)
        scene(canvas)
        canvas.save(FOLDER / f"{name}.jpg")


if __name__ == "__main__":
    main()
