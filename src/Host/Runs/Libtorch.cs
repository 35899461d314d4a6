using FedPrune.Actors;
using FedPrune.Model.Sparse;
using TorchSharp;

namespace FedPrune.Host.Runs;

/// <summary>Whether libtorch works on this machine.</summary>
internal static class Libtorch
{
    /// <summary>How to have it on Debian.</summary>
    public const string Remedy =
        "as root, apt-get install --no-install-recommends libtorch-dev libopenblas0-openmp cmake g++, then ./fedprune setup";

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

    /// <summary>What a run computes on here: where libtorch does not work, <c>auto</c> is the sparse engine.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="experiment">The run.</param>
    /// <param name="note">Told, in one line, of a choice that the user did not make.</param>
    /// <exception cref="UserException">What is left cannot train this, or libtorch was asked for and does not work.</exception>
    public static EngineKind Available(EngineKind asked, Experiment experiment, Action<string> note)
    {
        if (asked == EngineKind.Sparse)
            return BeyondSparse(experiment) is not { } beyond ? asked : throw UserException.Usage($"fedprune.training.engine = sparse: {beyond}: set it to auto or torch");
        if (Defect() is not { } defect)
            return asked;
        if (asked == EngineKind.Torch)
            throw UserException.Environment($"libtorch cannot be used ({defect}): {Remedy}; or set fedprune.training.engine = sparse");
        if (BeyondSparse(experiment) is { } needed)
            throw UserException.Environment($"libtorch cannot be used ({defect}), and {needed}: {Remedy}");
        note($"libtorch cannot be used here ({defect}): running on the sparse engine");
        return EngineKind.Sparse;
    }

    /// <summary>Null if the sparse engine can train this; else why it cannot, in a phrase.</summary>
    internal static string? BeyondSparse(Experiment experiment) =>
        !Engines.Covers(experiment.Network) ? $"the sparse engine does not cover network {experiment.Network.Name}"
        : !experiment.Algorithm.TrainsPlainly ? $"algorithm {experiment.Algorithm.Name} asks for more than the masked SGD that the sparse engine does"
        : null;
}
