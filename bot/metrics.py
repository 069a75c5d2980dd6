"""Metrics, each the answer to a question someone asks at night."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

WEBHOOK_EVENTS = Counter(
    "nhacviec_webhook_events_total",
    "Events at the door, by what became of them",
    ["result"],
    registry=REGISTRY,
)
WEBHOOK_SIGNATURES = Counter(
    "nhacviec_webhook_signatures_total",
    "Genuine events, by the first term and the secret their signature was made with",
    ["term", "secret"],
    registry=REGISTRY,
)
MESSAGES = Gauge("nhacviec_messages", "Messages by state", ["state"], registry=REGISTRY)
EVENTS = Gauge("nhacviec_events", "Inbound events by state", ["state"], registry=REGISTRY)
NOTICES = Gauge("nhacviec_notices", "Notices by fate", ["fate"], registry=REGISTRY)
OUTBOX_AGE = Gauge(
    "nhacviec_outbox_age_seconds",
    "How long the most urgent message has been due",
    registry=REGISTRY,
)
ALARMS = Gauge("nhacviec_alarms_open", "Alarms that call a person", registry=REGISTRY)
SPENT = Gauge(
    "nhacviec_spent_vnd",
    "Đồng spent today by road, with what is on the wire",
    ["road"],
    registry=REGISTRY,
)
CARRIED = Gauge(
    "nhacviec_carried_today", "Messages taken today by road", ["road"], registry=REGISTRY
)
CONSERVATION = Gauge(
    "nhacviec_conservation_breach",
    "1 when planned ≠ sent + held + merged + suppressed + failed + waiting",
    registry=REGISTRY,
)
HEARTBEAT = Gauge(
    "nhacviec_heartbeat_timestamp_seconds",
    "Last pass in which the sums agreed, on the service's clock",
    registry=REGISTRY,
)
PASS_SECONDS = Histogram(
    "nhacviec_pass_seconds",
    "How long one pass took",
    ["stage"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60),
    registry=REGISTRY,
)
