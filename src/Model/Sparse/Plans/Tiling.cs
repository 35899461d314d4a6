namespace FedPrune.Model.Sparse.Plans;

/// <summary>How the kernels of an instruction set take a convolution.</summary>
/// <param name="Floats">Of the largest tile.</param>
/// <param name="Pairs">Whether they read a row once for two weights that lie beside each other in it.</param>
internal readonly record struct Tiling(int Floats, bool Pairs);
