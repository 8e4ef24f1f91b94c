"""Figures for Prometheus, in a registry of their own: nothing global, nothing personal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cti.events import Event, LinkState

CONTENT_TYPE = "text/plain; version=0.0.4"
_POP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0)


class Listening(Protocol):
    """A listener of the bus and what waits for it (its length)."""

    name: str
    handled: int
    failed: int
    dropped: int

    def __len__(self) -> int:
        """Events that wait."""


class _Listeners(Collector):
    """Reads the listeners of the bus when Prometheus asks."""

    def __init__(self, listeners: Callable[[], Sequence[Listening]]) -> None:
        self._listeners = listeners

    def collect(self) -> Iterable[Metric]:
        waiting = GaugeMetricFamily(
            "cti_listener_waiting", "Events that wait for a listener", labels=["listener"]
        )
        done = CounterMetricFamily(
            "cti_listener_events", "Events by what became of them", labels=["listener", "result"]
        )
        for listener in self._listeners():
            waiting.add_metric([listener.name], len(listener))
            for result in ("handled", "failed", "dropped"):
                done.add_metric([listener.name, result], getattr(listener, result))
        return (waiting, done)


class Journaling(Protocol):
    """A journal of one PBX; figures in bytes."""

    pbx: str
    done: int
    lost: int
    high_water: int

    @property
    def waiting(self) -> int:
        """Not yet on disk."""


class _Journals(Collector):
    """Reads the journals when Prometheus asks."""

    def __init__(self, journals: Sequence[Journaling]) -> None:
        self._journals = journals

    def collect(self) -> Iterable[Metric]:
        waiting = GaugeMetricFamily("cti_journal_waiting_bytes", "Bytes not yet on disk", labels=["pbx"])
        most = GaugeMetricFamily("cti_journal_high_water_bytes", "Most that ever waited", labels=["pbx"])
        done = CounterMetricFamily("cti_journal_bytes", "Bytes by result", labels=["pbx", "result"])
        for journal in self._journals:
            waiting.add_metric([journal.pbx], journal.waiting)
            most.add_metric([journal.pbx], journal.high_water)
            done.add_metric([journal.pbx, "done"], journal.done)
            done.add_metric([journal.pbx, "lost"], journal.lost)
        return (waiting, most, done)


class Metrics:
    """What the web part counts. The pop latency runs from the event's time to the frame written."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._journals: list[Journaling] = []
        self.link = Gauge(
            "cti_link_certain", "1 when the PBX link is certain, else 0", ["pbx"], registry=self.registry
        )
        self.events = Counter("cti_events", "Domain events seen", ["event"], registry=self.registry)
        self.sockets = Gauge("cti_sockets", "Open browser tabs", registry=self.registry)
        self.slow_tabs = Counter("cti_slow_tabs", "Tabs closed for being too slow", registry=self.registry)
        self.pops = Counter("cti_pops", "Screen pops handed to agents", registry=self.registry)
        self.pop_seconds = Histogram(
            "cti_pop_seconds",
            "Seconds from the event that caused a pop to its frame written to a tab",
            buckets=_POP_BUCKETS,
            registry=self.registry,
        )

    def count(self, event: Event) -> None:
        """Counts `event`; a link state also moves its gauge."""
        self.events.labels(str(event.__struct_config__.tag)).inc()
        if isinstance(event, LinkState):
            self.link.labels(event.pbx).set(event.state == "certain")

    def watch(self, listeners: Callable[[], Sequence[Listening]]) -> None:
        """From now on the listeners of the bus are shown, too."""
        self.registry.register(_Listeners(listeners))

    def watch_journal(self, journal: Journaling) -> None:
        """From now on the journal of this PBX is shown, too."""
        if not self._journals:
            self.registry.register(_Journals(self._journals))
        self._journals.append(journal)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
