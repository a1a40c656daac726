"""Blocks: plain front ends to the equation graph, each with its equations in the notation of its paper.

How variables are called, everywhere:

- letters are the paper's: W and U matrices, K kernels, T a table, γ and β, gates i f g o, scores a, …
- indices of a parameter go target first: ``W_f_2_1`` leads from source 1 into unit 2 of gate f (W_{f,2,1}); those of a
  value are the axes of its tensor, in order: ``c1_2_3`` is channel 1, row 2, column 3
- a step's number is tagged t, a sample's s, and stands last: ``net_h1_t2_s3`` is unit 1, step 2, sample 3
- a second block of the same letters says its layer first: ``W_l3_f_2_1`` is layer 3's; a block with a name says that
- dense layers among blocks number w1, w2, …, b1, b2, … on, as layers without kinds do

`block_model` makes a model of entries as they stand in a file; `symprop.Network` takes it.
"""

from symprop.network.blocks.entries import Entry
from symprop.network.blocks.kinds import KINDS
from symprop.network.blocks.model import REDUCTIONS, block_model
from symprop.network.blocks.tensor import Names, Tensor

__all__ = ["KINDS", "REDUCTIONS", "Entry", "Names", "Tensor", "block_model"]
