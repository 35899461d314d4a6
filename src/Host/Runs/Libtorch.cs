using TorchSharp;

namespace FedPrune.Host.Runs;

/// <summary>Whether models can be trained on this machine.</summary>
internal static class Libtorch
{
    /// <summary>Null if libtorch works; else why it does not, in one line.</summary>
    public static string? Defect()
    {
        try
        {
            using var one = torch.ones(1);
            return one.item<float>() == 1 ? null : "it computes nonsense";
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException or BadImageFormatException)
        {
            return (e.InnerException ?? e).Message.Split('\n')[0];
        }
    }

    /// <exception cref="UserException">libtorch does not work.</exception>
    public static void Require()
    {
        if (Defect() is { } defect)
        {
            throw UserException.Environment(
                $"libtorch cannot be used ({defect}): as root, apt-get install --no-install-recommends libtorch-dev libopenblas0-openmp cmake g++, then ./fedprune setup");
        }
    }
}
