"""Figures for Prometheus, in a registry of their own: nothing global, nothing personal."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from cti.events import Event, LinkState

CONTENT_TYPE = "text/plain; version=0.0.4"
_POP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """What the web part counts. The pop latency runs from the event's time to the frame written."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
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

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
