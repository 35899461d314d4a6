using Akka.Actor;
using FedPrune.Actors.Edge;
using FedPrune.Model.Training;

namespace FedPrune.Actors.Server;

/// <summary>Evaluates models on the test images, in pieces of fixed size on its own compute slots, summed in order.</summary>
public sealed class TesterActor : UntypedActor
{
    /// <summary>Evaluate a dense and a sparse model; answered by <see cref="Tested"/>. Where both are one, it is done once.</summary>
    public sealed record Test(int Round, ReadOnlyMemory<float> Dense, ReadOnlyMemory<float> Sparse);

    public sealed record Tested(int Round, Evaluation Dense, Evaluation Sparse);

    private const int Piece = 1000;

    private readonly int _images;
    private readonly IActorRef[] _slots;
    private readonly Dictionary<(bool Sparse, int From), Evaluation> _results = [];
    private Test? _test;
    private IActorRef _asker = ActorRefs.Nobody;

    public TesterActor(int images, int slots, Func<ITrainingEngine> createEngine)
    {
        _images = images;
        _slots = [.. Enumerable.Range(0, slots).Select(slot => Context.ActorOf(ComputeSlotActor.Props(createEngine), $"slot-{slot}"))];
    }

    public static Props Props(int images, int slots, Func<ITrainingEngine> createEngine) =>
        Akka.Actor.Props.Create(() => new TesterActor(images, slots, createEngine));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Test test:
                Begin(test);
                break;
            case ComputeSlotActor.Evaluated done when _test is { } test:
                _results[(!done.Job.Weights.Equals(test.Dense), done.Job.From)] = done.Result;
                if (_results.Count == Pieces(test))
                    Report(test);
                break;
            case ComputeSlotActor.JobFailed failed:
                throw new InvalidOperationException(failed.Reason);
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(Test test)
    {
        (_test, _asker) = (test, Sender);
        _results.Clear();
        foreach (var weights in Models(test))
        {
            // A slot gets neighbouring pieces, so that it loads each model once.
            for (int from = 0, piece = 0; from < _images; from += Piece, piece++)
                _slots[piece % _slots.Length].Tell(new ComputeSlotActor.Evaluate(weights, from, Math.Min(_images, from + Piece)));
        }
    }

    private void Report(Test test)
    {
        var dense = Sum(sparse: false);
        _asker.Tell(new Tested(test.Round, dense, test.Sparse.Equals(test.Dense) ? dense : Sum(sparse: true)));
        _test = null;
    }

    private Evaluation Sum(bool sparse) => _results
        .Where(result => result.Key.Sparse == sparse)
        .OrderBy(result => result.Key.From)
        .Aggregate(new Evaluation(0, 0, 0), (total, result) => total + result.Value);

    private int Pieces(Test test) => Models(test).Length * ((_images + Piece - 1) / Piece);

    private static ReadOnlyMemory<float>[] Models(Test test) =>
        test.Sparse.Equals(test.Dense) ? [test.Dense] : [test.Dense, test.Sparse];
}
