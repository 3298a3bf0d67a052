"""The leading directions of a matrix that changes a little at a time, kept up from where they were."""

import numpy as np

from cairn.engine.opinion.components import TOLERANCE, Floats
from cairn.engine.opinion.pairs import grown

SMALL = 96  # up to so many statements all directions are computed at once
KEPT = 8  # directions kept up; two are shown, the others make their search short
MAX_STEPS = 60
PARALLEL = 1e-10  # of its length, below which a direction is in the space already
AXIS_PARALLEL = 1e-3  # so that once is enough to make it upright
REFRESH = 64  # changes in which each image is computed afresh once, so that no rounding error grows


class Leading:
    """The two leading eigenvectors of a symmetric matrix under changes of one row and column.

    The search goes on from the directions kept, in the space they span with what is left over (Davidson's
    method without a preconditioner), until both residuals are within `TOLERANCE` of the first eigenvalue.
    Source: Saad, Numerical Methods for Large Eigenvalue Problems (2nd ed. 2011), §8.4.
    """

    def __init__(self, matrix: Floats) -> None:
        """Keep the matrix (it is not copied), and find its leading directions."""
        self.room, self.size = matrix, len(matrix)
        self.n_changes = 0
        self.values, self.vectors = np.zeros(0), np.zeros((0, self.size))
        self.space, self.images = np.zeros((0, self.size)), np.zeros((0, self.size))
        self._begin()

    @property
    def matrix(self) -> Floats:
        """Return the matrix, (n, n)."""
        return self.room[: self.size, : self.size]

    def add(self) -> None:
        """Add a row and a column of zeros, the last."""
        self.room = np.asarray(grown(self.room, self.size), np.float64)
        self.size += 1
        self.space, self.images = (np.pad(part, ((0, 0), (0, 1))) for part in (self.space, self.images))
        self.vectors = np.pad(self.vectors, ((0, 0), (0, 1)))

    def change(self, at: int, row: Floats) -> None:
        """Replace a row and its column, and follow the leading directions."""
        difference = row - self.matrix[at]
        self.matrix[at], self.matrix[:, at] = row, row
        self.n_changes += 1
        if self.size <= SMALL or not len(self.space):
            self._begin()
            return
        self.images += self.space[:, at : at + 1] * difference
        self.images[:, at] += self.space @ difference - self.space[:, at] * difference[at]
        turn = self.n_changes % REFRESH  # one after another: all at once would keep somebody waiting
        self.images[turn : turn + 1] = self.space[turn : turn + 1] @ self.matrix
        self._settle(at)

    def _begin(self) -> None:
        """Find the directions afresh: all at once where they are few, else from those there are."""
        if self.size <= SMALL:
            values, vectors = np.linalg.eigh(self.matrix)
            self.values, self.vectors = values[::-1][:2], vectors[:, ::-1][:, :2].T
            self.space = np.zeros((0, self.size))
            return
        chance = np.random.default_rng(0).standard_normal((KEPT, self.size))
        start = np.vstack((self.space, chance))[:KEPT]
        self.space = np.linalg.qr(start.T)[0].T
        self.images = self.space @ self.matrix
        self._settle(None)

    def _settle(self, at: int | None) -> None:
        """Widen the space by what is left over until nothing much is."""
        width, room = len(self.space), KEPT + 1 + 2 * MAX_STEPS
        space, images = np.empty((room, self.size)), np.empty((room, self.size))
        space[:width], images[:width] = self.space, self.images
        if at is not None:
            width = self._widen_along(at, space, images, width)
        weights, left = self._inside(space[:width], images[:width])
        for _ in range(MAX_STEPS):
            size = np.linalg.norm(left, axis=1)
            if size.max() <= TOLERANCE * abs(self.values[0]):
                break
            width = self._widen(space, images, width, left[size > 0])
            weights, left = self._inside(space[:width], images[:width])
        self.space, self.images = weights[:KEPT] @ space[:width], weights[:KEPT] @ images[:width]

    def _inside(self, space: Floats, images: Floats) -> tuple[Floats, Floats]:
        """Solve the problem inside the space; return weights, best first, and what two leave over."""
        inside = space @ images.T
        values, weights = np.linalg.eigh((inside + inside.T) / 2)
        best: Floats = weights[:, ::-1].T
        self.values, self.vectors = values[::-1][:2], best[:2] @ space
        return best, best[:2] @ images - self.vectors * self.values[:, None]

    def _widen(self, space: Floats, images: Floats, width: int, vectors: Floats) -> int:
        """Add directions to the space, upright on it and of unit length; return how wide it is now."""
        first = width
        for vector in vectors:
            upright = _upright(vector, space[:width])
            length = np.linalg.norm(upright)
            if length > PARALLEL * np.linalg.norm(vector):
                space[width] = upright / length
                width += 1
        for at in range(first, width):  # one by one: for two it is four times as fast as a matrix product
            images[at] = self.matrix @ space[at]
        return width

    def _widen_along(self, at: int, space: Floats, images: Floats, width: int) -> int:
        """Add the axis along which the matrix changed, whose image is there already."""
        unit = np.zeros(self.size)
        unit[at] = 1.0
        along = space[:width, at].copy()
        upright = unit - along @ space[:width]
        length = np.linalg.norm(upright)
        if length <= AXIS_PARALLEL:
            return width
        space[width] = upright / length
        images[width] = (self.matrix[at] - along @ images[:width]) / length
        return width + 1


def _upright(vector: Floats, space: Floats) -> Floats:
    """Return the part of a vector that stands upright on a space; twice, for once leaves rounding errors."""
    for _ in range(2):
        vector = vector - (space @ vector) @ space
    return vector
