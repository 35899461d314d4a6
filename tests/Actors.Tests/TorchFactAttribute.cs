using TorchSharp;

namespace FedPrune.Actors.Tests;

/// <summary>A fact that trains with libtorch: skipped, saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TorchFactAttribute : FactAttribute
{
    private static readonly string? Missing = WhyMissing();

    public TorchFactAttribute() => Skip = Missing;

    private static string? WhyMissing()
    {
        try
        {
            torch.get_num_threads();
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException)
        {
            return $"Needs libtorch: {e.Message}";
        }
    }
}
