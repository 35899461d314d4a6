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
            using var one = torch.zeros([1]);
            return null;
        }
        catch (TypeInitializationException e) when (e.InnerException is { } cause)
        {
            return cause.Message.Split('\n')[0];
        }
        catch (Exception e) when (e is DllNotFoundException or NotSupportedException or BadImageFormatException)
        {
            return e.Message.Split('\n')[0];
        }
    }

    /// <summary>Stops a run that could not train.</summary>
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
