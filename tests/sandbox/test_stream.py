"""The page's stream: a viewer that falls behind gets a fresh picture on the same connection."""

from __future__ import annotations

from bot.sandbox.stream import BACKLOG, Streams, Viewer


def test_what_waits_for_a_slow_viewer_gives_way_to_a_picture() -> None:
    viewer = Viewer(["z-lan"])
    for n in range(BACKLOG + 1):
        viewer.send("change", {"n": n})

    assert not viewer.over
    assert viewer.behind
    assert viewer.queue.get_nowait() == ("change", {"n": BACKLOG})
    assert viewer.queue.empty()


async def test_the_picture_comes_first_and_again_after_a_backlog() -> None:
    streams = Streams(lambda: {"now": 1})
    written: list[bytes] = []
    told = 0

    def picture(phones: list[str]) -> dict[str, object]:
        nonlocal told
        told += 1
        return {"phones": phones, "told": told}

    async def write(data: bytes) -> None:
        written.append(data)
        if b'"n":0' in data:  # while the browser takes its time
            for n in range(1, BACKLOG + 2):
                streams.spread("z-lan", {"n": n})
        elif b'"told":2' in data:
            streams.close()
        elif b'"told":1' in data:
            streams.spread("z-lan", {"n": 0})

    await streams.follow(["z-lan"], picture, write)

    names = [data.partition(b"\n")[0] for data in written]
    assert names == [
        b"event: picture",
        b"event: change",
        b"event: picture",
        b"event: pulse",
    ]
