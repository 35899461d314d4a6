namespace FedPrune.Model.Sparse.Memory;

/// <summary>Images [First, End) of a batch; the first is a multiple of the lanes of whoever takes them.</summary>
internal readonly record struct Images(int First, int End);
