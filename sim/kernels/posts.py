"""The posts of all accounts on one day: how many of each kind are due, and the rows that the feed shows."""

from __future__ import annotations

from sim.kernels.compiled import compiled


@compiled
def fall_due(rates, down, announces, account_retailer, owed, counts):  # type: ignore[no-untyped-def]
    """Fill ``counts[account, kind]``: posts of each kind that are due, and last an invitation where there is one.

    A rate of half a post a day posts on every second day: what remains ``owed[account, kind]`` stays for the next.
    Where IT is `down`, nothing is posted; `announces`, too, is of each retailer.
    """
    kinds = rates.shape[1]
    for a in range(rates.shape[0]):
        r = account_retailer[a]
        counts[a] = 0
        if down[r]:
            continue
        for kind in range(kinds):
            owed[a, kind] += rates[a, kind]
            counts[a, kind] = int(owed[a, kind] + 1e-9)
            owed[a, kind] -= counts[a, kind]
        counts[a, kinds] = announces[r]


@compiled
def lay_out(counts, account_retailer, numbers, reach, posted, posts):  # type: ignore[no-untyped-def]
    """Fill `posts` (`POST` rows) and give how many there are; those of each retailer are counted in `posted`.

    ``reach[account, n]`` is that of each of `n` posts on an account, and ``numbers[account]`` the first of the numbers
    that its posts can have.
    """
    laid = 0
    posted[:] = 0
    for a in range(counts.shape[0]):
        total = counts[a].sum()
        posted[account_retailer[a]] += total
        for kind in range(counts.shape[1]):
            for ordinal in range(counts[a, kind]):
                post = posts[laid]
                post["account"] = a
                post["kind"] = kind
                post["number"] = numbers[a] + kind * 64 + ordinal
                post["reach"] = reach[a, total]
                laid += 1
    return laid
