"""Graphs as compressed rows: built from pairs, generated with keyed draws, and measured.

A graph of n nodes is `indptr` (int64[n + 1]) and `indices` (int32): row u is
`indices[indptr[u]:indptr[u + 1]]`. An undirected tie stands in both rows. Every kernel takes time
in proportion to the ties it reads or makes, unless its docstring says otherwise.
"""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled, inlined
from sim.randomness import bits, bits2, mix64, uniform

_ATTEMPTS = 64
"""How often a tie that may not be (a loop, a repeat) is drawn again before it is given up."""


@inlined
def _below(word, n):  # type: ignore[no-untyped-def]
    """A whole number in 0 .. n - 1 from a word of random bits."""
    return np.int64(((word >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


# ---- building ----------------------------------------------------------------------------------


@compiled
def bucket(nodes, rows, columns, both):  # type: ignore[no-untyped-def]
    """The pairs (rows[k], columns[k]) as compressed rows, in no order; with `both`, the turned pairs too."""
    indptr = np.zeros(nodes + 1, dtype=np.int64)
    for k in range(rows.shape[0]):
        indptr[rows[k] + 1] += 1
        if both:
            indptr[columns[k] + 1] += 1
    for u in range(nodes):
        indptr[u + 1] += indptr[u]
    place = indptr[:-1].copy()
    indices = np.empty(indptr[nodes], dtype=np.int32)
    for k in range(rows.shape[0]):
        u, v = rows[k], columns[k]
        indices[place[u]] = v
        place[u] += 1
        if both:
            indices[place[v]] = u
            place[v] += 1
    return indptr, indices


@compiled
def transposed(indptr, indices):  # type: ignore[no-untyped-def]
    """The graph with every arc turned round. Its rows are sorted, so turning twice sorts a graph."""
    nodes = indptr.shape[0] - 1
    turned = np.zeros(nodes + 1, dtype=np.int64)
    for k in range(indices.shape[0]):
        turned[indices[k] + 1] += 1
    for u in range(nodes):
        turned[u + 1] += turned[u]
    place = turned[:-1].copy()
    columns = np.empty(indices.shape[0], dtype=np.int32)
    for u in range(nodes):
        for k in range(indptr[u], indptr[u + 1]):
            v = indices[k]
            columns[place[v]] = u
            place[v] += 1
    return turned, columns


@compiled
def drop_repeats(indptr, indices):  # type: ignore[no-untyped-def]
    """Close up sorted rows in place, without loops and repeats: entries that stay, loops that went."""
    kept, loops, low = 0, 0, indptr[0]
    for u in range(indptr.shape[0] - 1):
        high = indptr[u + 1]
        last = -1
        for k in range(low, high):
            v = indices[k]
            if v == u:
                loops += 1
            elif v != last:
                indices[kept] = v
                kept += 1
                last = v
        low = high
        indptr[u + 1] = kept
    return kept, loops


# ---- generating --------------------------------------------------------------------------------


@compiled
def fill_bits(key, out):  # type: ignore[no-untyped-def]
    """Fill `out[i]` (uint64) with 64 random bits of i."""
    for i in range(out.shape[0]):
        out[i] = bits(key, i)


@compiled
def block_sizes(degrees):  # type: ignore[no-untyped-def]
    """Cut ascending degrees into blocks of (smallest degree + 1) nodes; who has no two ties stands alone."""
    nodes = degrees.shape[0]
    sizes = np.empty(nodes, dtype=np.int64)
    blocks, first = 0, 0
    while first < nodes:
        size = degrees[first] + 1 if degrees[first] >= 2 else 1
        sizes[blocks] = min(size, nodes - first)
        first += sizes[blocks]
        blocks += 1
    return sizes[:blocks].copy()


@compiled
def tie_blocks(starts, density, key, spare, heads, tails):  # type: ignore[no-untyped-def]
    """Tie each pair inside block b with chance `density[b]` (float32); returns the number of ties.

    `spare` (int32[n]) comes in as the degree that each node shall have and goes out as the ties that
    it still lacks. A block whose members lack none is given one more, so that no block is an island.
    """
    made = 0
    for b in range(starts.shape[0] - 1):
        first, end = starts[b], starts[b + 1]
        lacking = 0
        for i in range(first, end):
            for j in range(i + 1, end):
                if uniform(bits2(key, i, j)) < density[b]:
                    heads[made] = i
                    tails[made] = j
                    made += 1
                    spare[i] -= 1
                    spare[j] -= 1
            lacking += spare[i]
        if lacking == 0 and end - first > 1:
            spare[first + _below(bits(key, first), end - first)] += 1
    return made


@compiled
def _insert(table, a, b):  # type: ignore[no-untyped-def]
    """Put the tie of a and b into an open hash table (uint64, a power of two long); False if it is there."""
    low, high = (a, b) if a < b else (b, a)
    entry = (np.uint64(low) << np.uint64(32)) | np.uint64(high)  # never 0: high is at least 1
    mask = np.uint64(table.shape[0] - 1)
    slot = mix64(entry) & mask
    while table[slot] != 0:
        if table[slot] == entry:
            return False
        slot = (slot + np.uint64(1)) & mask
    table[slot] = entry
    return True


@compiled
def pair_stubs(stubs, block, anyone, key, table, heads, tails, made):  # type: ignore[no-untyped-def]
    """Pair loose ends at random across blocks, without repeats, until none or no room for ties is left.

    Parameters
    ----------
    stubs
        int32: every node, once for each tie that it lacks; used up from the front, where those belong
        that must not go short.
    block
        int32[n]: two nodes of one block are not paired.
    anyone
        Whether an end that finds no other may take a node that lacks none.
    table
        uint64 zeros, a power of two and longer than `stubs`.
    heads, tails, made
        The ties; the first `made` are there already. Returns how many there are in the end.
    """
    first, left = 0, stubs.shape[0]
    while first < left and made < heads.shape[0]:
        a = stubs[first]
        first += 1
        for attempt in range(2 * _ATTEMPTS if anyone else _ATTEMPTS):
            word = bits2(key, first, attempt)
            if attempt < _ATTEMPTS:
                if first == left:
                    continue
                pick = first + _below(word, left - first)
                b = stubs[pick]
            else:
                pick = -1
                b = np.int32(_below(word, block.shape[0]))
            if block[a] != block[b] and _insert(table, a, b):
                heads[made] = a
                tails[made] = b
                made += 1
                if pick >= 0:
                    left -= 1
                    stubs[pick] = stubs[left]
                break
    return made


@compiled
def missing_ties(indptr, indices, wanted, key):  # type: ignore[no-untyped-def]
    """`wanted` of the ties that an undirected graph lacks, each as likely; time grows with nodes squared.

    Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S): a lacking tie is
    taken with chance (still wanted) / (still to come).
    """
    nodes = indptr.shape[0] - 1
    to_come = nodes * (nodes - 1) // 2 - indices.shape[0] // 2
    wanted = min(wanted, to_come)
    heads = np.empty(wanted, dtype=np.int32)
    tails = np.empty(wanted, dtype=np.int32)
    made = 0
    for u in range(nodes):
        k = indptr[u]
        for v in range(u + 1, nodes):
            while k < indptr[u + 1] and indices[k] < v:
                k += 1
            if k < indptr[u + 1] and indices[k] == v:
                continue
            if _below(bits2(key, u, v), to_come) < wanted - made:
                heads[made] = u
                tails[made] = v
                made += 1
            to_come -= 1
    return heads, tails


@compiled
def follower_rows(order, mutual_indptr, mutual_indices, stubs, key, indptr, indices):  # type: ignore[no-untyped-def]
    """Fill rows of followers: first the mutual ones, then one-way followers drawn without repeats.

    Parameters
    ----------
    order
        Every node, those with most followers first: they are the hardest to fill from few stubs.
    stubs
        int32: every node, once for each account that it follows one-way; used up.
    indptr, indices
        The rows to fill; their lengths are given. Where stubs give out, any node follows.
    """
    nodes = indptr.shape[0] - 1
    mark = np.empty(nodes, dtype=np.int32)
    for u in range(nodes):
        mark[u] = -1
    left = stubs.shape[0]
    for u in order:
        k = indptr[u]
        mark[u] = u
        for m in range(mutual_indptr[u], mutual_indptr[u + 1]):
            v = mutual_indices[m]
            mark[v] = u
            indices[k] = v
            k += 1
        slot = 0
        while k < indptr[u + 1]:
            v = u
            for attempt in range(_ATTEMPTS if left > 0 else 0):
                pick = _below(bits2(key, u, slot * _ATTEMPTS + attempt), left)
                v = stubs[pick]
                if mark[v] != u:
                    left -= 1
                    stubs[pick] = stubs[left]
                    break
            if mark[v] == u:
                v = _below(bits2(mix64(key), u, slot), nodes)
                while mark[v] == u:
                    v = v + 1 if v + 1 < nodes else 0
            mark[v] = u
            indices[k] = v
            k += 1
            slot += 1


# ---- measuring ---------------------------------------------------------------------------------


@inlined
def _place(indices, low, high, v):  # type: ignore[no-untyped-def]
    """The first place in the sorted part low .. high - 1 of `indices` that is not below v."""
    while low < high:
        middle = (low + high) // 2
        if indices[middle] < v:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def triangles(indptr, indices):  # type: ignore[no-untyped-def]
    """int64[n]: in how many triangles of an undirected graph each node stands.

    Each tie is kept at its end of lower degree only, which leaves no node more than sqrt(2 ties) of
    them; so time grows with ties to the power 1.5 at most, whatever the hubs.
    """
    nodes = indptr.shape[0] - 1
    begin = np.zeros(nodes + 1, dtype=np.int64)
    above = np.empty(indices.shape[0] // 2, dtype=np.int32)
    kept = 0
    for u in range(nodes):
        degree = indptr[u + 1] - indptr[u]
        for k in range(indptr[u], indptr[u + 1]):
            v = indices[k]
            other = indptr[v + 1] - indptr[v]
            if other > degree or (other == degree and v > u):
                above[kept] = v
                kept += 1
        begin[u + 1] = kept
    count = np.zeros(nodes, dtype=np.int64)
    mark = np.empty(nodes, dtype=np.int32)
    for u in range(nodes):
        mark[u] = -1
    for u in range(nodes):
        for k in range(begin[u], begin[u + 1]):
            mark[above[k]] = u
        for k in range(begin[u], begin[u + 1]):
            v = above[k]
            for m in range(begin[v], begin[v + 1]):
                w = above[m]
                if mark[w] == u:
                    count[u] += 1
                    count[v] += 1
                    count[w] += 1
    return count


@compiled
def closed_pairs(indptr, indices, draws, key):  # type: ignore[no-untyped-def]
    """In how many of so many draws of a node and of two of its neighbours these two are tied.

    Over the draws this is the mean local clustering of an undirected graph, in which a node with fewer
    than two neighbours counts 0 (wedge sampling: Seshadhri, Pinar and Kolda 2013).
    """
    count = 0
    for draw in range(draws):
        u = _below(bits2(key, draw, 0), indptr.shape[0] - 1)
        degree = indptr[u + 1] - indptr[u]
        if degree < 2:
            continue
        first = _below(bits2(key, draw, 1), degree)
        second = _below(bits2(key, draw, 2), degree - 1)
        second += second >= first
        v, w = indices[indptr[u] + first], indices[indptr[u] + second]
        at = _place(indices, indptr[v], indptr[v + 1], w)
        count += at < indptr[v + 1] and indices[at] == w
    return count


@compiled
def returned_arcs(indptr, indices):  # type: ignore[no-untyped-def]
    """How many arcs (u, v) have the arc (v, u) beside them."""
    count = 0
    for u in range(indptr.shape[0] - 1):
        for k in range(indptr[u], indptr[u + 1]):
            v = indices[k]
            at = _place(indices, indptr[v], indptr[v + 1], u)
            count += at < indptr[v + 1] and indices[at] == u
    return count


@compiled
def component_sizes(indptr, indices):  # type: ignore[no-untyped-def]
    """int64[n]: at its smallest node, the size of each (weakly) connected component; 0 elsewhere."""
    nodes = indptr.shape[0] - 1
    parent = np.arange(nodes)
    for u in range(nodes):
        for k in range(indptr[u], indptr[u + 1]):
            a, b = u, np.int64(indices[k])
            while parent[a] != a:
                parent[a] = parent[parent[a]]
                a = parent[a]
            while parent[b] != b:
                parent[b] = parent[parent[b]]
                b = parent[b]
            if a < b:
                parent[b] = a
            elif b < a:
                parent[a] = b
    sizes = np.zeros(nodes, dtype=np.int64)
    for u in range(nodes):
        a = u
        while parent[a] != a:
            a = parent[a]
        sizes[a] += 1
    return sizes
