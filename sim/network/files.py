"""Network files: edge lists and GraphML read with care, and one normal form to write.

Whatever the bytes are, reading gives a network or a `NetworkError` that says where the fault is.
"""

from __future__ import annotations

import codecs
import contextlib
import gzip
import io
import json
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sim.errors import NetworkError, OutputError
from sim.network.csr import MOST_NODES, Network, from_pairs, labels_of, networkx_ends

_Numbers = NDArray[np.integer[Any]]
EdgeMeans = Literal["source_hears_target", "target_hears_source"]
Format = Literal["edges", "graphml"]

MOST_BYTES = 2 * 1024**3
"""Default bound on the size of a file after unpacking: a few kilobytes of gzip can unpack to terabytes."""

_GZIP = b"\x1f\x8b"
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_COMMENTS = re.compile(rb"(?:#.*\n)*")
_NORMAL = re.compile(rb"# trm network 1: (directed|undirected), (\d{1,10}) nodes\n")


@dataclass(frozen=True)
class NetworkFile:
    """A network and what was met on the way.

    Parameters
    ----------
    network
        The network.
    format
        ``"edge list"``, ``"GraphML"`` or ``"trm network"`` (what `write_network` wrote).
    pairs
        Ties in the file, with loops and repeats; an undirected tie read as two arcs counts twice.
    self_loops, repeats
        How many ties were left out because they join a node to itself, or were there already (on an
        undirected network also the other way round).
    header
        The two column names that were taken from the first line; None when it holds data.
    """

    network: Network
    format: str
    pairs: int
    self_loops: int
    repeats: int
    header: tuple[str, str] | None


def read_network(
    path: str | os.PathLike[str],
    *,
    directed: bool,
    edge_means: EdgeMeans = "source_hears_target",
    format: Format | None = None,
    most_bytes: int = MOST_BYTES,
) -> Network:
    """The network in a file; see `read_network_file`, which also tells what was left out."""
    return read_network_file(
        path, directed=directed, edge_means=edge_means, format=format, most_bytes=most_bytes
    ).network


def read_network_file(
    path: str | os.PathLike[str],
    *,
    directed: bool,
    edge_means: EdgeMeans = "source_hears_target",
    format: Format | None = None,
    most_bytes: int = MOST_BYTES,
) -> NetworkFile:
    """Read an edge list or GraphML, plain or gzipped (then the name ends in .gz).

    An edge list is UTF-8 text with one tie a line: two names divided by tab, semicolon, comma or
    blanks, quoted where they hold such a sign; further columns (weights, dates) are not used. Lines
    that begin with # or % are comments. The first line may name the columns. Names that are all
    whole numbers are read as such. Nodes are numbered in the order of their names.

    Parameters
    ----------
    directed
        False: a tie goes both ways. True: it goes one way, as `edge_means` says. The ties of an
        undirected GraphML file go both ways in any case.
    edge_means
        ``"source_hears_target"`` for lists of who follows whom, so that the first name joins the row
        of the second. A file of `write_network` knows its own meaning, and this does not apply.
    format
        ``"edges"`` or ``"graphml"``; None tells them apart by the content.
    most_bytes
        The largest size after unpacking.

    Raises
    ------
    NetworkError
        The file cannot be read, or holds no network; the message names the file and the line.
    """
    where = str(path)
    _check_choice("edge_means", edge_means, get_args(EdgeMeans), where)
    _check_choice("format", format, (*get_args(Format), None), where)
    raw = _text(_content(where, most_bytes), where)
    if format is None:
        format = "graphml" if raw[:1000].lstrip().startswith(b"<") else "edges"
    if format == "graphml":
        return _read_graphml(raw, where, directed, edge_means)
    if raw.startswith(b"# trm network "):
        return _read_normal(raw, where, directed)
    from sim.network.edges import read_table  # it imports pandas, which a run does not need

    table = read_table(raw, where)
    heard, hearers = _roles(table.sources, table.targets, edge_means)
    labels = labels_of(table.names)
    return _network_file(len(table.names), heard, hearers, labels, where, directed, "edge list", header=table.header)


def _check_choice(name: str, value: object, allowed: tuple[object, ...], where: str) -> None:
    if value not in allowed:
        raise NetworkError(f"{name} cannot be {value!r}", where=where, allowed=", ".join(map(repr, allowed)))


def _roles(sources: _Numbers, targets: _Numbers, edge_means: EdgeMeans) -> tuple[_Numbers, _Numbers]:
    """Who is heard, and who hears."""
    return (targets, sources) if edge_means == "source_hears_target" else (sources, targets)


def _network_file(
    nodes: int,
    heard: _Numbers,
    hearers: _Numbers,
    labels: NDArray[Any] | None,
    where: str,
    directed: bool,
    format: str,
    *,
    header: tuple[str, str] | None = None,
    groups: NDArray[np.int32] | None = None,
) -> NetworkFile:
    if nodes > MOST_NODES:
        raise NetworkError(f"{nodes} nodes are too many", where=where, allowed=f"at most {MOST_NODES}")
    network, loops, repeats = from_pairs(nodes, heard, hearers, directed=directed, labels=labels, groups=groups)
    if network.arcs == 0 and format != "trm network":
        raise NetworkError("the file holds no tie between two nodes", where=where)
    return NetworkFile(network, format, len(heard), loops, repeats, header)


def _content(where: str, most_bytes: int) -> bytes:
    """The bytes of a file, unpacked if its name ends in .gz."""
    try:
        path = Path(where)
        path.stat()
        if path.is_dir():
            raise NetworkError("this is a folder, not a file", where=where)
        if not path.is_file():
            raise NetworkError("this is not a regular file", where=where)
        with path.open("rb") as file:
            raw = file.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise NetworkError("there is no such file", where=where) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise NetworkError(f"the file cannot be read: {error}", where=where) from error
    packed = where.lower().endswith(".gz")
    if raw.startswith(_GZIP) and not packed:
        raise NetworkError("the file is gzipped, but its name does not end in .gz", where=where)
    if packed and len(raw) <= most_bytes:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
                raw = file.read(most_bytes + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise NetworkError("the name ends in .gz, but the content is not whole gzip data", where=where) from error
    if len(raw) > most_bytes:
        raise NetworkError(f"the content is longer than {most_bytes} bytes", where=where)
    return raw


def _text(raw: bytes, where: str) -> bytes:
    """The content as UTF-8 without a byte-order mark, its lines ended by line feeds."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NetworkError("the text is encoded as UTF-16", where=where, allowed="UTF-8")
    if b"\0" in raw:
        raise NetworkError("this is a binary file (it holds NUL bytes)", where=where, allowed="an edge list or GraphML")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not raw.strip():
        raise NetworkError("the file is empty", where=where)
    if not raw.isascii():
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise NetworkError(
                "the text is not encoded as UTF-8", where=where, key=f"line {line}", allowed="UTF-8"
            ) from error
    return raw


def _read_graphml(raw: bytes, where: str, directed: bool, edge_means: EdgeMeans) -> NetworkFile:
    import networkx as nx  # slow to import, and only GraphML needs it

    if _DECLARATION.search(raw):  # entities can unfold to terabytes, or fetch other files
        raise NetworkError("document type and entity declarations are not read", where=where, key="GraphML")
    try:
        graph = nx.read_graphml(io.BytesIO(raw))
    except Exception as error:  # networkx raises whatever its steps raise: KeyError, ParseError, TypeError …
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NetworkError(f"the file is not GraphML as networkx reads it: {detail}", where=where) from error
    nodes = [int(node) if _WHOLE.fullmatch(node) else node for node in graph]
    if not all(isinstance(node, int) for node in nodes):
        nodes = list(graph)
    ends = networkx_ends(graph)
    if directed and not graph.is_directed():
        ends = np.concatenate((ends, ends[ends[:, 0] != ends[:, 1]][:, ::-1]))
    heard, hearers = _roles(ends[:, 0], ends[:, 1], edge_means)
    return _network_file(len(nodes), heard, hearers, labels_of(nodes), where, directed, "GraphML")


def _read_normal(raw: bytes, where: str, directed: bool) -> NetworkFile:
    """Read what `write_network` wrote: node numbers, with labels and groups in comments."""
    match = _NORMAL.match(raw)
    if not match:
        raise NetworkError("the first line is not that of a network file of this version", where=where, key="line 1")
    if (match[1] == b"directed") != directed:
        raise NetworkError(
            f"the file holds {'an undirected' if directed else 'a directed'} network",
            where=where,
            key="line 1",
        )
    from sim.network.edges import read_table  # it imports pandas, which a run does not need

    nodes = int(match[2])
    table = read_table(raw, where, numbered=True)
    pairs = len(table.sources)
    # A line of text must not claim all memory: isolated nodes are believed up to a point.
    if nodes > max(10_000_000, 100 * pairs):
        raise NetworkError(f"{nodes} nodes are too many for {pairs} ties", where=where, key="line 1")
    for column in (table.sources, table.targets):
        if pairs and not 0 <= column.min() <= column.max() < nodes:
            raise NetworkError(f"a node number is outside 0 to {nodes - 1}", where=where)
    head = _COMMENTS.match(raw)
    labels = _comment(head[0], b"labels", where) if head else None
    groups = _comment(head[0], b"groups", where) if head else None
    if labels is not None and (len(labels) != nodes or len(set(labels)) != nodes):
        raise NetworkError(f"the labels are not {nodes} different names", where=where, key="labels")
    if groups is not None and (len(groups) != nodes or not all(type(g) is int and -1 <= g < nodes for g in groups)):
        raise NetworkError(f"the groups are not {nodes} whole numbers", where=where, key="groups")
    return _network_file(
        nodes,
        table.targets,
        table.sources,
        None if labels is None else labels_of(labels),
        where,
        directed,
        "trm network",
        groups=None if groups is None else np.array(groups, dtype=np.int32),
    )


def _comment(head: bytes, name: bytes, where: str) -> list[int | str] | None:
    """The JSON list in the comment line of this name; None without that line."""
    match = re.search(rb"(?m)^# " + name + rb" (.*)$", head)
    if not match:
        return None
    try:
        values = json.loads(match[1])
    except (ValueError, RecursionError) as error:
        raise NetworkError(f"the {name.decode()} are not JSON", where=where) from error
    if not isinstance(values, list) or not all(type(value) in (int, str) for value in values):
        raise NetworkError(f"the {name.decode()} are not a list of whole numbers and text", where=where)
    return values


def write_network(network: Network, path: str | os.PathLike[str]) -> None:
    """Write a network as an edge list that `read_network` gives back exactly.

    The first line tells the direction and the number of nodes, comment lines hold labels and groups
    as JSON, and each tie is a line `source,target` of node numbers: the source hears the target. The
    file is gzipped if its name ends in .gz. The same network gives the same bytes.

    Raises
    ------
    NetworkError
        A label is neither a whole number nor text.
    OutputError
        The file cannot be written.
    """
    import pandas as pd  # slow to import, and a run writes no network

    where = str(path)
    lines = [f"# trm network 1: {'directed' if network.directed else 'undirected'}, {network.nodes} nodes"]
    if network.labels is not None:
        labels = network.labels.tolist()
        for label in labels:
            if type(label) not in (int, str):
                raise NetworkError(
                    f"the label {label!r} cannot be written", where=where, allowed="whole numbers and text"
                )
        lines.append(f"# labels {json.dumps(labels)}")
    if network.groups is not None:
        lines.append(f"# groups {json.dumps(network.groups.tolist())}")
    heard = np.repeat(np.arange(network.nodes, dtype=np.int32), network.degrees)
    ties = pd.DataFrame({"source": network.indices, "target": heard})
    if not network.directed:
        ties = ties[ties["source"] < ties["target"]]
    text = "\n".join(lines) + "\n" + ties.to_csv(index=False, lineterminator="\n")
    raw = text.encode("utf-8")
    if where.lower().endswith(".gz"):
        raw = gzip.compress(raw, compresslevel=6, mtime=0)
    part = f"{where}.{os.getpid()}.part"
    try:
        Path(part).write_bytes(raw)
        os.replace(part, where)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            os.unlink(part)
        raise OutputError(f"the network cannot be written: {error}", where=where) from error
