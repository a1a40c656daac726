"""Metamorphic relations: two networks whose gradients must correspond, whatever the right gradient is.

network file → a relation → further files, and claims: Σ of products of gradients = Σ of products of gradients
"""
