using TorchSharp;

namespace FedPrune.Model.Tests.Training;

/// <summary>A fact that needs libtorch: skipped, saying so, where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = LibTorch.Missing.Value;
}

/// <summary>A theory that needs libtorch: skipped, saying so, where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = LibTorch.Missing.Value;
}

internal static class LibTorch
{
    /// <summary>Why libtorch cannot be used, or null; found out once.</summary>
    public static Lazy<string?> Missing { get; } = new(() =>
    {
        try
        {
            using var probe = torch.zeros([1]);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException)
        {
            return $"needs libtorch: {e.Message}";
        }
    });
}
