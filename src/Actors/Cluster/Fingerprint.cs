namespace FedPrune.Actors.Cluster;

/// <summary>What must be the same on all nodes of a run, for it to give the same bits as on one.</summary>
/// <param name="Configuration">Hash of all that decides the result.</param>
/// <param name="Data">Hash of the images, of who has which, and of the labels.</param>
/// <param name="Engine">What trains.</param>
public sealed record Fingerprint(string Configuration, string Data, string Engine)
{
    /// <summary>Why a node with another fingerprint cannot take part; null if it is the same.</summary>
    public string? Mismatch(Fingerprint other) =>
        Configuration != other.Configuration ? $"its configuration is {other.Configuration}, the server's {Configuration}: are both of the same version?"
        : Data != other.Data ? $"its data are {other.Data}, the server's {Data}: give it the same files (fedprune.data.path)"
        : Engine != other.Engine ? $"it trains on the engine {other.Engine}, the server on {Engine}: install libtorch on both, or set fedprune.training.engine = sparse"
        : null;
}
