"""Where each person stands, with its uncertainty, and what they would probably say to the rest.

`sides` keeps the votes that take a side, `sampler` draws from the posterior, `frame` turns every draw the
same way round, `model` fits and predicts, `placing` places one person from a few votes, and `trial` hides
votes to see how good the predictions are.
"""
