"""How faults are written to the log: where they happened, never what people had written."""

import logging
import traceback


class WithoutWords(logging.Formatter):
    """Writes a fault's kind and the way to it, without its message.

    A message may quote what somebody gave: PostgreSQL tells the whole row that it refuses.
    """

    def formatException(self, ei):  # noqa: N802 - logging's own name
        """Write the way to a fault and its kind, and those of the faults it came from."""
        told = traceback.TracebackException(*ei)
        faults = [told]
        while faults[0].__cause__ or (faults[0].__context__ and not faults[0].__suppress_context__):
            faults.insert(0, faults[0].__cause__ or faults[0].__context__)
        return "\n".join("".join(fault.stack.format()) + fault.exc_type.__name__ for fault in faults)
