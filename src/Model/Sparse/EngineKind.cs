namespace FedPrune.Model.Sparse;

/// <summary>What trains and evaluates models.</summary>
public enum EngineKind
{
    /// <summary>Whichever is faster for the topology at hand.</summary>
    Auto,

    /// <summary>libtorch's dense kernels.</summary>
    Torch,

    /// <summary>Kernels that work on kept weights only.</summary>
    Sparse,
}
