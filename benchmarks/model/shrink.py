"""From a history that ends in a disagreement to a short one that still does."""

from collections.abc import Sequence

from .play import Disagreement, Play, Step
from .world import World


def replay(world: World, steps: Sequence[Step]) -> str | None:
    """What the steps disagree in, or None if in nothing."""
    with world.chain.rollback():
        try:
            play = Play(world)
            for step in steps:
                play.take(step)
        except Disagreement as found:
            return str(found)
    return None


def shrink(world: World, steps: Sequence[Step]) -> list[Step]:
    """Leaves out ever smaller parts for as long as what remains still disagrees (delta debugging)."""
    kept, size = list(steps), len(steps) // 2
    while size:
        start = 0
        while start < len(kept):
            shorter = kept[:start] + kept[start + size :]
            if shorter and replay(world, shorter) is not None:
                kept = shorter
            else:
                start += size
        size //= 2
    return kept


def describe(world: World, steps: Sequence[Step]) -> str:
    """A line per step: seconds since the one before, who, what, with what."""
    lines, before = [], steps[0].at if steps else 0
    for step in steps:
        args = ", ".join(_short(world, arg) for arg in step.args)
        lines.append(f"+{step.at - before:>9} s  {step.by}: {step.contract}.{step.function}({args})")
        before = step.at
    return "\n".join(lines)


def _short(world: World, value: object) -> str:
    if isinstance(value, bytes):
        return f"0x{value[:4].hex()}…" if any(value) else "0"
    if isinstance(value, str):
        return world.roles.get(value, value)
    if isinstance(value, tuple | list):
        fields = getattr(value, "_fields", None)
        parts = [_short(world, part) for part in value]
        if fields:
            return f"{type(value).__name__}({', '.join(f'{k}={v}' for k, v in zip(fields, parts, strict=True))})"
        return f"[{', '.join(parts)}]"
    if hasattr(value, "__slots__"):
        parts = [f"{name}={_short(world, getattr(value, name))}" for name in value.__slots__]
        return f"{type(value).__name__}({', '.join(parts)})"
    return str(value)
