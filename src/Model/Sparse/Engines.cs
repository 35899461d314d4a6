using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Sparse;

/// <summary>Makes the engines of a run, which share their index lists, and knows what was chosen.</summary>
/// <param name="kind">What was asked for; <see cref="EngineKind.Sparse"/> never touches libtorch.</param>
/// <param name="network">The network.</param>
/// <param name="data">The images.</param>
public sealed class Engines(EngineKind kind, Network network, ImageData data)
{
    private readonly Network _network = network;
    private readonly ImageData _data = data;
    private readonly bool _covered = Covers(network);
    private readonly PlanCache _plans = new();
    private volatile bool _torch = kind == EngineKind.Torch; // whether it has trained
    private volatile bool _sparse = kind == EngineKind.Sparse;

    /// <summary>What was asked for.</summary>
    public EngineKind Kind { get; } = kind;

    /// <summary>Which engine has trained so far: torch, sparse, or both.</summary>
    public string Chosen => (_torch, _sparse) switch
    {
        (true, true) => "torch+sparse",
        (true, false) => "torch",
        (false, true) => "sparse",
        _ => "none",
    };

    /// <summary>Whether the sparse engine has a rule for every layer of the network.</summary>
    public static bool Covers(Network network) => Covers(network.Nodes);

    /// <summary>An engine for one compute slot.</summary>
    public ITrainingEngine Create() => Kind switch
    {
        EngineKind.Torch => new TorchEngine(_network, _data),
        EngineKind.Sparse => Sparse(),
        _ => new AutoEngine(this),
    };

    private SparseEngine Sparse() => new(_network, _data, _plans);

    private bool SparseTrains(TrainingJob job)
    {
        var sparse = _covered && job.IsPlain && BreakEven.SparseWins(_network, job.Topology);
        _sparse |= sparse;
        _torch |= !sparse;
        return sparse;
    }

    private static bool Covers(IEnumerable<Node> nodes) => nodes.All(node => node.Layer switch
    {
        Conv2d or Linear or ReLU or MaxPool2d or AvgPool2d or Flatten or GroupNorm => true,
        Residual => Covers(node.Body) && Covers(node.Shortcut),
        _ => false,
    });

    // Decides by what is to be computed, never by who computes it: any slot gives the same bits.
    private sealed class AutoEngine(Engines engines) : ITrainingEngine
    {
        private SparseEngine? _sparse;
        private TorchEngine? _torch;
        private ReadOnlyMemory<float> _evaluated;
        private bool _sparseEvaluates;

        public TrainingOutcome Train(TrainingJob job) => Engine(engines.SparseTrains(job)).Train(job);

        public double[] ClassLosses(TrainingJob job) => Engine(sparse: false).ClassLosses(job);

        public Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to)
        {
            if (!_evaluated.Equals(weights))
                _sparseEvaluates = engines._covered && BreakEven.SparseWins(engines._network, weights);
            _evaluated = weights;
            return Engine(_sparseEvaluates).Evaluate(weights, from, to);
        }

        public void Dispose()
        {
            _sparse?.Dispose();
            _torch?.Dispose();
        }

        private ITrainingEngine Engine(bool sparse) =>
            sparse ? _sparse ??= engines.Sparse() : _torch ??= new TorchEngine(engines._network, engines._data);
    }
}
