import re

from tests.benchmarks import node as benchmark
from tests.node.running import QUICK, Node, needs_dcmtk


@needs_dcmtk
def test_a_node_is_timed_and_weighed(monkeypatch, capsys):
    """With an analysis that takes no time, and one object for each photograph."""
    start = Node.start
    monkeypatch.setattr(Node, "start", lambda self: start(self, *QUICK))
    monkeypatch.setattr(benchmark, "RESULTS", ("1.2.840.10008.5.1.4.1.1.88.33",))
    benchmark.main(9)
    told = capsys.readouterr().out
    for name in ("95 % within", "everything sent", "memory of a worker", "the node itself"):
        assert float(re.search(rf"{name}.* (\d+\.\d)\n", told)[1]) > 0
