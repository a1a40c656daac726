"""Networks from other programs' models: PyTorch modules, Keras models, ONNX files.

    a framework's model → steps, in the words of the network file (`steps`) → a model (`assemble`)

A module for each framework knows how its layers are called there and what they are here, row by row; nothing
downstream of `assemble` knows that there are frameworks. A framework is imported when its importer is called.
"""
