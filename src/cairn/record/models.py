"""The log, its entries, and the salts that make erasure possible."""

from datetime import UTC

from django.db import models
from django.db.models import Q

from cairn.record import tree


class AppendOnly(models.QuerySet):
    """Rows that are added and read, nothing else. The database refuses too: see migration 0002."""

    def update(self, **_values):
        """Refuse: what is on the record stays as it is."""
        raise TypeError("The record is append-only: correct an entry by a later one.")

    def bulk_update(self, *_rows, **_options):
        """Refuse: what is on the record stays as it is."""
        self.update()

    def delete(self):
        """Refuse: what is on the record stays there."""
        raise TypeError("The record is append-only: to take back a text, erase its salt.")


def parts(hashes):
    """Split hashes that were kept one after another."""
    hashes = bytes(hashes)
    return [hashes[start : start + 32] for start in range(0, len(hashes), 32)]


class Log(models.Model):
    """One collective's append-only record: a Merkle tree of entries (RFC 6962)."""

    personal = frozenset()
    origin = models.CharField(
        max_length=200, unique=True
    )  # names the log in a signed head, e.g. cairn/three-rivers
    created_at = models.DateTimeField()
    size = models.PositiveBigIntegerField(default=0)  # entries so far
    peaks = models.BinaryField(default=bytes)  # hashes of the largest perfect subtrees, from the left

    def __str__(self):
        return self.origin

    @property
    def peak_hashes(self):
        """Return the peaks one by one."""
        return parts(self.peaks)

    @property
    def root(self):
        """Return the root of the tree as it is now."""
        return tree.root_of(self.peak_hashes)

    @property
    def root_hex(self):
        """Return the root as people write it down."""
        return self.root.hex()


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
    nodes = models.BinaryField(default=bytes)  # hashes of the perfect subtrees it completes, from the lowest
    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("log", "index", name="record_entry_has_one_place"),
            models.CheckConstraint(condition=~Q(act=""), name="record_entry_names_its_act"),
        ]
        indexes = [models.Index(fields=["log", "subject"]), models.Index(fields=["log", "act"])]

    def __str__(self):
        return f"{self.index} {self.act} {self.subject}"

    @property
    def content(self):
        """Return what the entry says, as it stands in the tree."""
        return {
            "index": self.index,
            "act": self.act,
            "subject": self.subject,
            "at": self.at.astimezone(UTC).isoformat(),
            "facts": self.facts,
            "commitments": self.commitments,
        }


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
    """A checkpoint: the size and root of a log at a moment."""

    personal = frozenset()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("log", "size", name="record_one_head_for_each_size")]

    def __str__(self):
        return f"{self.log} at {self.size}"
