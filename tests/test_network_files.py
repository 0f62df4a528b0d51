"""Network files: every form that is promised, every fault with its place, and any bytes at all."""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.errors import NetworkError, OutputError
from sim.network import (
    Network,
    describe,
    facebook_like,
    from_networkx,
    from_pairs,
    read_network,
    read_network_file,
    to_networkx,
    twitter_like,
    write_network,
)
from sim.network import files as files_module
from sim.network.files import Format

ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
"""The examples of one test may overwrite each other's file."""

TIES = {("ana", "budi"), ("budi", "citra"), ("dewi", "ana")}
NUMBERS = {(3, 5), (5, 8), (13, 3)}


def put(folder: Path, content: bytes | str, name: str = "net.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ties(network: Network) -> set[tuple[object, object]]:
    """(who hears, who is heard), by name."""
    return set(to_networkx(network).edges())


def same(a: Network, b: Network) -> bool:
    """Equal in every field, labels and their kinds included."""
    return (
        a.directed == b.directed
        and np.array_equal(a.indptr, b.indptr)
        and np.array_equal(a.indices, b.indices)
        and (a.labels is None) == (b.labels is None)
        and (a.labels is None or a.labels.tolist() == (b.labels.tolist() if b.labels is not None else None))
        and (a.groups is None) == (b.groups is None)
        and (a.groups is None or b.groups is None or np.array_equal(a.groups, b.groups))
    )


# ---- forms that are read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "ana budi\nbudi citra\ndewi ana\n",
        "ana budi\nbudi citra\ndewi ana",
        "  ana   budi \n\nbudi\tcitra\n   \ndewi ana\n\n",
        "ana\tbudi\nbudi\tcitra\ndewi\tana\n",
        "ana,budi\nbudi,citra\ndewi,ana\n",
        "ana , budi\nbudi, citra\ndewi ,ana\n",
        "ana;budi\nbudi;citra\ndewi;ana\n",
        "ana;budi;1,5\nbudi;citra;2\ndewi;ana;0,25\n",
        "ana,budi,\nbudi,citra,\ndewi,ana,\n",
        "ana budi 3\nbudi citra 1 2009-05-01\ndewi ana\n",
        "ana budi {'weight': 3}\nbudi citra {}\ndewi ana {}\n",
        "# comment\n% another\nana budi\n  # one more, of five words\nbudi citra\ndewi ana\n# end",
        '"ana" "budi"\nbudi "citra"\ndewi ana\n',
        '"ana","budi"\n"budi","citra"\n"dewi","ana"\n',
        "source,target\nana,budi\nbudi,citra\ndewi,ana\n",
        "Source;Target;Weight\nana;budi;1\nbudi;citra;1\ndewi;ana;1\n",
        "# list\n\nfrom to\nana budi\nbudi citra\ndewi ana\n",
        "a,b\nana,budi\nbudi,citra\ndewi,ana\n",
        "node1\tnode2\nana\tbudi\nbudi\tcitra\ndewi\tana\n",
        "id,target,weight,source\n1,budi,2,ana\n2,citra,2,budi\n3,ana,2,dewi\n",
        "Nama,Teman\nana,budi\nbudi,citra\ndewi,ana\n",
        "teman_a,teman_b\nana,budi\nbudi,citra\ndewi,ana\n",
        "orang1,orang2,bobot\nana,budi,1\nbudi,citra,1\ndewi,ana,1\n",
        "from_id,to_id\nana,budi\nbudi,citra\ndewi,ana\n",
        "id,person_a,person_b\n1,ana,budi\n2,budi,citra\n3,dewi,ana\n",
        "weight,ego,alter\n.5,ana,budi\n.2,budi,citra\n.1,dewi,ana\n",
        "follower,followed,since\nana,budi,2009\nbudi,citra,2010\ndewi,ana,2010\n",
        "ana budi\r\nbudi citra\r\ndewi ana\r\n",
        "ana budi\rbudi citra\rdewi ana",
        "\ufeffana budi\nbudi citra\ndewi ana\n",
        "\ufeffsource,target\r\nana,budi\r\nbudi,citra\r\ndewi,ana\r\n",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_an_edge_list_is_read_in_many_forms(tmp_path: Path, content: str, packed: bool) -> None:
    raw = content.encode()
    path = put(tmp_path, gzip.compress(raw) if packed else raw, "net.txt.gz" if packed else "net.txt")
    network = read_network(path, directed=True)
    assert ties(network) == TIES
    assert network.labels is not None
    assert network.labels.tolist() == ["ana", "budi", "citra", "dewi"]
    assert ties(read_network(path, directed=True, edge_means="target_hears_source")) == {(b, a) for a, b in TIES}
    assert read_network(path, directed=False).edges == 3


@pytest.mark.parametrize(
    "content",
    [
        "3 5\n5 8\n13 3\n",
        "A B\n3 5\n5 8\n13 3\n",
        "x,y,w\n3,5,1\n5,8,1\n13,3,1\n",
        "first;second\n3;5\n5;8\n13;3\n",
        '"3","5"\n"5","8"\n"13","3"\n',
        "%% bip\n3 5 1 1200000000\n5 8 1 1200000001\n13 3 1 1200000002\n",
        "# Directed graph\n# FromNodeId\tToNodeId\n3\t5\n5\t8\n13\t3\n",
        "FromNodeId\tToNodeId\n3\t5\n5\t8\n13\t3\n",
    ],
)
def test_whole_numbers_stay_numbers_in_their_order(tmp_path: Path, content: str) -> None:
    network = read_network(put(tmp_path, content), directed=True)
    assert ties(network) == NUMBERS
    assert network.labels is not None
    assert network.labels.dtype == np.int64
    assert network.labels.tolist() == [3, 5, 8, 13]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('"Toko, Maju" "Bu Siti"\n"Bu Siti" x\n', {("Toko, Maju", "Bu Siti"), ("Bu Siti", "x")}),
        ('"Toko, Maju","Bu Siti"\n"Bu Siti",x\n', {("Toko, Maju", "Bu Siti"), ("Bu Siti", "x")}),
        ("Bu Siti\tPak Budi\nPak Budi\tAna\n", {("Bu Siti", "Pak Budi"), ("Pak Budi", "Ana")}),
        ("a b\nb c\nc a\n", {("a", "b"), ("b", "c"), ("c", "a")}),  # nodes a and b, not column names
        ("u v\n", {("u", "v")}),
        ("NA null\nnan None\n", {("NA", "null"), ("nan", "None")}),
        ("é ü\nü 猫\n", {("é", "ü"), ("ü", "猫")}),
        ("1.0 2\n2 3.5\n", {("1.0", "2"), ("2", "3.5")}),
        ("1 2\n2 x\n", {("1", "2"), ("2", "x")}),
        ("-4 9\n9 99999999999999999999\n", {("-4", "9"), ("9", "99999999999999999999")}),
        ("-4 9\n9 4000000000000000000\n", {(-4, 9), (9, 4000000000000000000)}),
        ("True False\nFalse x\n", {("True", "False"), ("False", "x")}),
        ('a"b c\nc d\n', {('a"b', "c"), ("c", "d")}),
    ],
)
def test_names_are_taken_as_they_stand(tmp_path: Path, content: str, expected: set[tuple[object, object]]) -> None:
    assert ties(read_network(put(tmp_path, content), directed=True)) == expected


def test_loops_and_repeats_are_left_out_and_counted(tmp_path: Path) -> None:
    path = put(tmp_path, "from to\n1 2\n2 1\n1 2\n3 3\n2 3\n")
    directed = read_network_file(path, directed=True)
    assert (directed.pairs, directed.self_loops, directed.repeats, directed.network.edges) == (5, 1, 1, 3)
    undirected = read_network_file(path, directed=False)
    assert (undirected.pairs, undirected.self_loops, undirected.repeats) == (5, 1, 2)
    assert undirected.network.edges == 2
    assert undirected.header == ("from", "to")
    assert undirected.format == "edge list"
    assert read_network_file(put(tmp_path, "1 2\n"), directed=True).header is None


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    forward = read_network(put(tmp_path, "z y\ny x\nx z\nw x\n", "a"), directed=True)
    backward = read_network(put(tmp_path, "w x\nx z\ny x\nz y\n", "b"), directed=True)
    assert same(forward, backward)


# ---- GraphML -----------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("directed", [False, True])
def test_graphml_gives_the_graph_that_networkx_wrote(tmp_path: Path, packed: bool, directed: bool) -> None:
    graph: nx.Graph[str] = nx.DiGraph(sorted(TIES)) if directed else nx.Graph(sorted(TIES))
    graph.add_node("alone", shop="kopi")
    name = "g.graphml.gz" if packed else "g.graphml"
    nx.write_graphml(graph, tmp_path / name)
    read = read_network_file(tmp_path / name, directed=directed)
    assert same(read.network, from_networkx(graph))
    assert read.format == "GraphML"


def test_graphml_of_numbered_nodes_has_numbers_for_labels(tmp_path: Path) -> None:
    nx.write_graphml(nx.path_graph([7, 3, 5]), tmp_path / "g.graphml")
    network = read_network(tmp_path / "g.graphml", directed=False)
    assert network.labels is not None
    assert network.labels.tolist() == [7, 3, 5]


def test_an_undirected_graphml_tie_goes_both_ways_on_a_directed_network(tmp_path: Path) -> None:
    nx.write_graphml(nx.Graph([("a", "b"), ("b", "b")]), tmp_path / "g.xml")
    read = read_network_file(tmp_path / "g.xml", directed=True)
    assert ties(read.network) == {("a", "b"), ("b", "a")}
    assert read.self_loops == 1


def test_a_directed_graphml_edge_means_what_the_caller_says(tmp_path: Path) -> None:
    nx.write_graphml(nx.DiGraph([("fan", "star")]), tmp_path / "g.graphml")
    assert ties(read_network(tmp_path / "g.graphml", directed=True)) == {("fan", "star")}
    turned = read_network(tmp_path / "g.graphml", directed=True, edge_means="target_hears_source")
    assert ties(turned) == {("star", "fan")}


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!doctype g SYSTEM "file:///etc/passwd">',
        '<! ENTITY x SYSTEM "http://localhost/">',
    ],
)
def test_graphml_with_entities_is_refused_unread(tmp_path: Path, declaration: str) -> None:
    path = put(tmp_path, f'<?xml version="1.0"?>{declaration}<graphml></graphml>', "bomb.graphml")
    with pytest.raises(NetworkError, match=r"bomb\.graphml: GraphML: .*entity declarations are not read"):
        read_network(path, directed=False)


@pytest.mark.parametrize(
    "content",
    [
        "<",
        "<graphml>",
        "<html><body>hello</body></html>",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph><edge/></graph></graphml>',
        "not xml at all",
    ],
)
def test_malformed_graphml_is_a_network_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(NetworkError, match=r"g\.graphml"):
        read_network(put(tmp_path, content, "g.graphml"), directed=False, format="graphml")


def test_the_format_can_be_forced(tmp_path: Path) -> None:
    path = put(tmp_path, "<x> <y>\n<y> <z>\n")
    assert ties(read_network(path, directed=True, format="edges")) == {("<x>", "<y>"), ("<y>", "<z>")}


# ---- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("n", b"", "is empty"),
        ("n", b" \n\t\n", "is empty"),
        ("n", b"\xef\xbb\xbf", "is empty"),
        ("n.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("n", b"# only\n% comments\n", "no tie, only comments"),
        ("n", b"source,target\n", "no tie, only column names"),
        ("n", b"1 1\n2 2\n", "no tie between two nodes"),
        ("n", b"\x89PNG\x00\x01", "binary"),
        ("n", b"PK\x03\x04\x00\x00", "binary"),
        ("n", "1 2\n".encode("utf-16"), "UTF-16"),
        ("n", b"1 2\n3 caf\xe9\n", "line 2: the text is not encoded as UTF-8"),
        ("n", b"17\n", "line 1: two names were expected"),
        ("n", b"\n# c\n17\n18\n", "line 3: two names were expected"),
        ("n", b"1 2\n\n# x\n3 4\n5\n6 7\n", "line 5: two names were expected"),
        ("n", b"ana,budi\ncitra\n", "line 2: two names were expected"),
        ("n", b"ana,budi\ncitra,\n", "line 2: two names were expected"),
        ("n", b"ana,budi\n,citra\n", "line 2: two names were expected"),
        ("n", b'ana,budi\n"",citra\n', "line 2: two names were expected"),
        ("n", b"1\t2\n3 4\n", "line 2: two names were expected"),
        ("n", b"weight,source,target\n1,a,b\n1,c\n", "line 3: two names were expected"),
        ("n", b"source,target\n1,ana,budi\n", "line 2: 3 columns were found under 2 column names"),
        ("n", b'# c\n1 2\n"3 4\n5 6\n', "line 3: a quotation mark is opened and not closed"),
        ("n", b'1,2\n"ana\nx",y\n', "goes on over the end of its line"),
        ("n.gz", b"1 2\n", "not whole gzip"),
        ("n.gz", gzip.compress(b"1 2\n", mtime=0)[:-6], "not whole gzip"),
        ("n.gz", gzip.compress(b"1 2\n" * 500, mtime=0)[:30], "not whole gzip"),
        ("n.gz", gzip.compress(b"1 2\n", mtime=0)[:-8] + b"00000000", "not whole gzip"),
        ("n.gz", b"", "is empty"),
        ("n.txt", gzip.compress(b"1 2\n", mtime=0), "does not end in .gz"),
        ("n", b"# trm network 2: directed, 5 nodes\nsource,target\n", "line 1: the first line is not that"),
        ("n", b"# trm network 1: undirected, 5 nodes\nsource,target\n0,1\n", "holds an undirected network"),
        ("n", b"# trm network 1: directed, 5 nodes\nsource,target\n0,5\n", "outside 0 to 4"),
        ("n", b"# trm network 1: directed, 5 nodes\nsource,target\n0,x\n", "is not a whole number"),
        ("n", b"# trm network 1: directed, 2147483648 nodes\nsource,target\n0,1\n", "too many"),
        (
            "n",
            b"# trm network 1: directed, 2 nodes\n# labels [1\nsource,target\n0,1\n",
            "labels are not JSON",
        ),
        ("n", b"# trm network 1: directed, 2 nodes\n# labels [1]\nsource,target\n0,1\n", "2 different names"),
        (
            "n",
            b"# trm network 1: directed, 2 nodes\n# labels [1,1]\nsource,target\n0,1\n",
            "2 different names",
        ),
        ("n", b"# trm network 1: directed, 2 nodes\n# labels [1,[]]\nsource,target\n0,1\n", "not a list"),
        ("n", b"# trm network 1: directed, 2 nodes\n# groups [0,7]\nsource,target\n0,1\n", "groups are not"),
    ],
)
def test_a_faulty_file_gives_one_line_that_says_where(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = put(tmp_path, content, name)
    with pytest.raises(NetworkError) as caught:
        read_network(path, directed=True)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert says in message
    assert "\n" not in message


def test_what_is_not_a_readable_file_is_refused(tmp_path: Path) -> None:
    for path, says in (
        (tmp_path / "absent.csv", "no such file"),
        (tmp_path, "a folder, not a file"),
        (Path("/dev/null"), "not a regular file"),
        ("a\0b", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read|no such file"),
    ):
        with pytest.raises(NetworkError, match=says):
            read_network(path, directed=True)


def test_wrong_choices_are_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "1 2\n")
    with pytest.raises(NetworkError, match=r"edge_means cannot be 'both'.*source_hears_target"):
        read_network(path, directed=True, edge_means="both")  # type: ignore[arg-type]
    with pytest.raises(NetworkError, match="format cannot be 'gml'"):
        read_network(path, directed=True, format="gml")  # type: ignore[arg-type]


def test_a_file_that_unpacks_to_more_than_the_bound_is_refused(tmp_path: Path) -> None:
    content = b"1 2\n" * 100_000
    path = put(tmp_path, gzip.compress(content), "bomb.gz")
    with pytest.raises(NetworkError, match="longer than 100000 bytes"):
        read_network(path, directed=True, most_bytes=100_000)
    with pytest.raises(NetworkError, match="longer than 100000 bytes"):
        read_network(put(tmp_path, content), directed=True, most_bytes=100_000)
    assert read_network(path, directed=True, most_bytes=len(content)).edges == 1


def test_more_nodes_than_node_numbers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "MOST_NODES", 3)
    assert read_network(put(tmp_path, "1 2\n2 3\n"), directed=True).nodes == 3
    with pytest.raises(NetworkError, match="4 nodes are too many"):
        read_network(put(tmp_path, "1 2\n3 4\n"), directed=True)


# ---- any bytes at all --------------------------------------------------------------------------


def loads_or_refuses(path: Path, directed: bool, format: Format | None = None) -> None:
    try:
        network = read_network(path, directed=directed, format=format)
    except NetworkError:
        return
    assert network.nodes > 0
    describe(network)


EDGE_PIECES = st.one_of(
    st.sampled_from("\n\n\n\r \t,;\"#% \n,'\\_+|<>&[]12xabé\x0b\x1c\u2028\ufeff"),
    st.sampled_from(["17", "-3", "1e5", "1.0", "0x1", str(2**63), str(2**63 - 1), str(-(2**63)), "\r\n"]),
    st.sampled_from(["nan", "inf", "True", "source", "target", "{}"]),
)
NORMAL_PIECES = st.one_of(
    st.sampled_from(["# trm network 1: ", "directed", "undirected", ", 3 nodes", ", 10000000 nodes"]),
    st.sampled_from(["# labels ", "# groups ", "[1,2,3]", '["x","y","z"]', "[0,0,-1]", "[", "9" * 20]),
    st.sampled_from(["source,target\n", "0,1\n", "1,2\n", ",", "\n"]),
)
GRAPHML_PIECES = st.sampled_from(
    [
        '<?xml version="1.0" encoding="latin-1"?>',
        '<?xml version="1.0" encoding="cp037"?>',
        "<graphml>",
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        "</graphml>",
        '<graph edgedefault="directed">',
        '<graph edgedefault="undirected">',
        "<graph>",
        "</graph>",
        '<node id="a"/>',
        '<node id="1"/>',
        "<node/>",
        '<edge source="a" target="1"/>',
        '<edge source="a"/>',
        '<key id="k" for="node" attr.name="n"/>',
        '<key id="k" for="edge" attr.name="n" attr.type="int"/>',
        '<data key="k">x</data>',
        "<hyperedge/>",
        "<port/>",
        "&amp;",
        "&x;",
        "é",
    ]
)


@ONE_FOLDER
@given(
    content=st.binary(max_size=200),
    directed=st.booleans(),
    name=st.sampled_from(["f", "f.gz", "f.graphml", "f.csv"]),
    force=st.sampled_from([None, "edges", "graphml"]),
)
def test_any_bytes_either_load_or_raise_a_network_error(
    tmp_path: Path, content: bytes, directed: bool, name: str, force: Format | None
) -> None:
    loads_or_refuses(put(tmp_path, content, name), directed, force)


@ONE_FOLDER
@given(content=st.binary(max_size=200), cut=st.integers(0, 40))
def test_any_gzipped_bytes_either_load_or_raise_a_network_error(tmp_path: Path, content: bytes, cut: int) -> None:
    packed = gzip.compress(content, mtime=0)
    loads_or_refuses(put(tmp_path, packed[: len(packed) - cut], "f.gz"), True)


@ONE_FOLDER
@given(content=st.lists(EDGE_PIECES, max_size=40).map("".join), directed=st.booleans())
@example(content='1 2\n"\n3 4"', directed=True)
@example(content="1,2\n\x0b\n", directed=True)
@example(content='a,b\n"a"x,"b"\n', directed=False)
def test_any_text_of_an_edge_list_either_loads_or_raises_a_network_error(
    tmp_path: Path, content: str, directed: bool
) -> None:
    loads_or_refuses(put(tmp_path, content), directed)


@ONE_FOLDER
@given(content=st.lists(NORMAL_PIECES, max_size=14).map("".join), directed=st.booleans())
def test_any_damage_to_the_normal_form_either_loads_or_raises_a_network_error(
    tmp_path: Path, content: str, directed: bool
) -> None:
    loads_or_refuses(put(tmp_path, "# trm network 1: directed, 3 nodes\n" + content), directed)
    loads_or_refuses(put(tmp_path, content), directed)


@ONE_FOLDER
@given(content=st.lists(GRAPHML_PIECES, max_size=14).map("".join), directed=st.booleans())
def test_any_graphml_either_loads_or_raises_a_network_error(tmp_path: Path, content: str, directed: bool) -> None:
    loads_or_refuses(put(tmp_path, content, "f.graphml"), directed)


# ---- writing -----------------------------------------------------------------------------------

names = st.one_of(st.integers(), st.text(max_size=4))


@ONE_FOLDER
@given(
    labels=st.one_of(st.integers(0, 8).map(lambda n: list(range(n))), st.lists(names, max_size=8, unique=True)),
    data=st.data(),
    directed=st.booleans(),
    grouped=st.booleans(),
    name=st.sampled_from(["w.csv", "w.csv.gz"]),
)
def test_what_is_written_is_read_back_exactly(
    tmp_path: Path, labels: list[int | str], data: st.DataObject, directed: bool, grouped: bool, name: str
) -> None:
    graph: nx.Graph[object] = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(labels)
    if labels:
        graph.add_edges_from(
            data.draw(st.lists(st.tuples(st.sampled_from(labels), st.sampled_from(labels)), max_size=20))
        )
    network = from_networkx(graph)
    if grouped and network.nodes:
        groups = np.array(data.draw(st.lists(st.integers(-1, 0), min_size=network.nodes, max_size=network.nodes)))
        network = Network(network.indptr, network.indices, directed, network.labels, groups.astype(np.int32))
    write_network(network, tmp_path / name)
    read = read_network_file(tmp_path / name, directed=directed, edge_means="target_hears_source")
    assert same(read.network, network)
    assert read.format == "trm network"
    assert (read.self_loops, read.repeats, read.pairs) == (0, 0, network.edges)


@pytest.mark.parametrize("generator", [facebook_like, twitter_like])
def test_a_generated_network_is_written_and_read_back(tmp_path: Path, generator: Callable[..., Network]) -> None:
    network = generator(3_000, seed=1)
    write_network(network, tmp_path / "n.csv.gz")
    write_network(network, tmp_path / "again.csv.gz")
    assert (tmp_path / "n.csv.gz").read_bytes() == (tmp_path / "again.csv.gz").read_bytes()
    assert same(read_network(tmp_path / "n.csv.gz", directed=network.directed), network)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.csv.gz", "n.csv.gz"]


def test_other_tools_read_what_is_written(tmp_path: Path) -> None:
    network, _, _ = from_pairs(4, np.array([0, 0, 2]), np.array([1, 2, 1]), directed=True)
    write_network(network, tmp_path / "n.csv")
    lines = (tmp_path / "n.csv").read_text().splitlines()
    assert lines[0] == "# trm network 1: directed, 4 nodes"
    assert lines[1:] == ["source,target", "1,0", "2,0", "1,2"]
    table = np.loadtxt(io.StringIO("\n".join(lines[2:])), delimiter=",", dtype=int)
    assert table.tolist() == [[1, 0], [2, 0], [1, 2]]


def test_labels_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    network = from_networkx(nx.Graph([((0, 1), (1, 1))]))
    with pytest.raises(NetworkError, match=r"label \(0, 1\) cannot be written"):
        write_network(network, tmp_path / "n.csv")


def test_a_place_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    network, _, _ = from_pairs(2, np.array([0]), np.array([1]), directed=True)
    for path in (tmp_path / "absent" / "n.csv", tmp_path, "a\0b.csv"):
        with pytest.raises(OutputError, match="cannot be written"):
            write_network(network, path)


# ---- real data ---------------------------------------------------------------------------------


def test_ego_facebook_is_the_network_that_snap_describes(shared_data: Path) -> None:
    read = read_network_file(shared_data / "ego_facebook_edges.txt", directed=False)
    assert read.header == ("A", "B")
    assert (read.self_loops, read.repeats) == (0, 0)
    measured = describe(read.network)
    assert (measured["nodes"], measured["edges"]) == (4_039, 88_234)
    assert (measured["median_degree"], measured["max_degree"]) == (25, 1_045)
    assert measured["mean_degree"] == pytest.approx(43.7, abs=0.05)
    assert measured["clustering"] == pytest.approx(0.606, abs=0.001)
    assert measured["degree_gini"] == pytest.approx(0.54, abs=0.005)
    assert measured["largest_component"] == 1


def test_higgs_replies_are_the_network_that_snap_describes(shared_data: Path) -> None:
    read = read_network_file(shared_data / "higgs_twitter_reply_edges.txt", directed=True)
    assert read.pairs == 32_523
    assert read.network.edges + read.self_loops == 32_523
    measured = describe(read.network)
    assert measured["nodes"] == 38_918
    assert measured["reciprocity"] == pytest.approx(0.16, abs=0.005)
    assert measured["degree_gini"] == pytest.approx(0.71, abs=0.01)
    assert measured["top1_share"] == pytest.approx(0.28, abs=0.005)
    assert 2 <= measured["tail_exponent"] <= 2.5


def test_a_file_of_88_thousand_ties_is_read_and_described_quickly(shared_data: Path) -> None:
    path = shared_data / "ego_facebook_edges.txt"
    describe(read_network(path, directed=False))  # compiles
    begin = time.perf_counter()
    describe(read_network(path, directed=False))
    assert time.perf_counter() - begin < 1.5, "0.05 s on an idle core"


def test_a_generated_network_resembles_ego_facebook(shared_data: Path) -> None:
    real = describe(read_network(shared_data / "ego_facebook_edges.txt", directed=False))
    made = describe(facebook_like(4_039, mean_degree=real["mean_degree"], seed=1, clustering=0.6))
    assert made["edges"] == pytest.approx(real["edges"], rel=1e-3)
    assert made["clustering"] == pytest.approx(real["clustering"], abs=0.08)
    assert made["degree_gini"] == pytest.approx(real["degree_gini"], abs=0.06)
    assert made["median_degree"] == pytest.approx(real["median_degree"], rel=0.2)
    assert made["max_degree"] == pytest.approx(real["max_degree"], rel=0.2)
