"""Joins what the inside says with what a stranger got, share by share. SMB names have no case."""

from nasward.model.facts import Access, Share, ShareViews, StrangerShare, StrangerSmb, Views
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown

_ORDER: tuple[Access, ...] = ("none", "read", "write")


def join_views(shares: Items[Share], lan: StrangerSmb) -> Views:
    """Every share that either side names."""
    inside = {share.name.casefold(): share for share in shares}
    outside = {share.name.casefold(): share for share in lan.shares}
    joined = tuple(
        _views(key, inside.get(key), outside.get(key), shares, lan) for key in dict.fromkeys((*inside, *outside))
    )
    return Views(Items(joined, shares.missing or lan.shares.missing))


def _views(
    key: str, inside: Share | None, outside: StrangerShare | None, shares: Items[Share], lan: StrangerSmb
) -> ShareViews:
    name = inside.name if inside else outside.name if outside else key
    right = inside.guest_access if inside else _unnamed(shares)
    return ShareViews(name, right, _most(outside) if outside else _untried(lan))


def _unnamed(shares: Items[Share]) -> Unknown:
    return shares.missing or Unknown(Reason.ABSENT, "the inside does not name this share")


def _untried(lan: StrangerSmb) -> Leaf[Access]:
    """A share that no stranger tried: closed where SMB as a whole is."""
    if isinstance(lan.reachable, Unknown):
        return lan.reachable
    if not lan.reachable.value and lan.shares.missing is None:
        return Known("none", lan.reachable.source, lan.reachable.key)
    return lan.shares.missing or Unknown(Reason.NOT_ASKED, "no stranger tried this share")


def _most(share: StrangerShare) -> Leaf[Access]:
    """The larger of what the two sessions got; unknown where an unknown one could be larger."""
    leaves = (share.null_access, share.guest_access)
    known = [leaf for leaf in leaves if isinstance(leaf, Known)]
    best = max(known, key=lambda leaf: _ORDER.index(leaf.value), default=None)
    unknown = next((leaf for leaf in leaves if isinstance(leaf, Unknown)), None)
    if best is not None and (unknown is None or best.value == "write"):
        return best
    return unknown or Unknown(Reason.NOT_ASKED, "no stranger tried this share")
