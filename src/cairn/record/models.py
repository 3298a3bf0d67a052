"""The log, its entries, and the salts that make erasure possible."""

from django.db import models
from django.db.models import Q


class Log(models.Model):
    """One collective's append-only record: a Merkle tree of entries (RFC 6962)."""

    personal = frozenset()
    origin = models.CharField(
        max_length=200, unique=True
    )  # names the log in a signed head, e.g. cairn/three-rivers
    created_at = models.DateTimeField()

    def __str__(self):
        return self.origin


class Entry(models.Model):
    """Something that happened, in its place in the log. Never changed, never removed."""

    personal = frozenset()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField()  # 0, 1, 2 … without gaps
    act = models.CharField(max_length=60)  # past tense: consent_recorded
    subject = models.CharField(max_length=80)  # package.model:id of what it is about
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)  # public, never personal
    commitments = models.JSONField(default=dict)  # name -> SHA-256 of salt and text, hex
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint("log", "index", name="record_entry_has_one_place"),
            models.CheckConstraint(condition=~Q(act=""), name="record_entry_names_its_act"),
        ]
        indexes = [models.Index(fields=["log", "subject"]), models.Index(fields=["log", "act"])]

    def __str__(self):
        return f"{self.index} {self.act} {self.subject}"


class Salt(models.Model):
    """What opens one commitment of an entry. Deleting it makes the commitment say nothing about anybody."""

    personal = frozenset({"value"})
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="salts")
    name = models.CharField(max_length=40)
    value = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint("entry", "name", name="record_one_salt_for_each_commitment")]

    def __str__(self):
        return f"salt of {self.name}"


class Head(models.Model):
    """A checkpoint: the size and root of a log at a moment, signed."""

    personal = frozenset()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("log", "size", name="record_one_head_for_each_size")]

    def __str__(self):
        return f"{self.log} at {self.size}"
