using FedPrune.Host.Runs;

namespace FedPrune.Host.Tests;

/// <summary>A fact that trains with libtorch: skipped, saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    private static readonly string? Missing = Libtorch.Defect();

    public TorchFactAttribute() => Skip = Missing is null ? null : $"Needs libtorch: {Missing}";
}

/// <summary>A theory that trains with libtorch: skipped, saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    private static readonly string? Missing = Libtorch.Defect();

    public TorchTheoryAttribute() => Skip = Missing is null ? null : $"Needs libtorch: {Missing}";
}
