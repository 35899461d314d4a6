using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

public sealed class EvaluationTests
{
    private const int Hidden = 12;
    private static readonly ImageData Data = new SyntheticImages { Shape = new(1, 6, 5), Classes = 4, Train = 200, Test = 620, Noise = 20, Shift = 1 }.Generate(1);
    private static readonly Network Mlp = TinyNetworks.Mlp(Data.Train.Shape, Hidden, 4);

    [TorchTheory]
    [InlineData(0, 620)] // two full batches and a rest
    [InlineData(0, 250)]
    [InlineData(7, 8)]
    [InlineData(249, 502)]
    public void Counts_what_a_plain_recount_counts(int from, int to)
    {
        using var engine = new TorchEngine(Mlp, Data);
        var weights = Trained(engine);
        var (correct, loss) = new PlainMlp(Data, Hidden).Count(weights, from, to);
        var evaluation = engine.Evaluate(weights, from, to);
        Assert.Equal((to - from, correct), (evaluation.Samples, evaluation.Correct));
        Assert.Equal(loss, evaluation.Loss, tolerance: 1e-5 * (to - from));
        Assert.Equal((double)correct / (to - from), evaluation.Accuracy);
    }

    [TorchFact]
    public void Pieces_add_up_to_the_whole()
    {
        using var engine = new TorchEngine(Mlp, Data);
        var weights = Trained(engine);
        var whole = engine.Evaluate(weights, 0, 620);
        var pieces = engine.Evaluate(weights, 0, 100) + engine.Evaluate(weights, 100, 431) + engine.Evaluate(weights, 431, 620);
        Assert.Equal((whole.Samples, whole.Correct), (pieces.Samples, pieces.Correct));
        Assert.Equal(whole.Loss, pieces.Loss, tolerance: 1e-3);
    }

    [TorchFact]
    public void Training_or_other_weights_in_between_change_nothing()
    {
        using var engine = new TorchEngine(Mlp, Data);
        var (trained, initial) = (Trained(engine), Initialisation.He(Mlp.Layout, 3));
        var first = engine.Evaluate(trained, 0, 620);
        Assert.NotEqual(first, engine.Evaluate(initial, 0, 620));
        Assert.Equal(first, engine.Evaluate(trained, 0, 620));
        engine.Train(Jobs.Of(Mlp, Data, Jobs.Plain, 50));
        Assert.Equal(first, engine.Evaluate(trained, 0, 620));
    }

    [TorchFact]
    public void Learning_to_classify_shows()
    {
        using var engine = new TorchEngine(Mlp, Data);
        var trained = engine.Evaluate(Trained(engine), 0, 620);
        var initial = engine.Evaluate(Initialisation.He(Mlp.Layout, 3), 0, 620);
        Assert.True(trained.Accuracy > initial.Accuracy + 0.2 && trained.Loss < initial.Loss, $"{initial} → {trained}");
    }

    private static float[] Trained(TorchEngine engine)
    {
        var job = Jobs.Of(Mlp, Data, new LocalTraining(8, 10, 0.05f, 0.5f), 200);
        return [.. job.Start.ToArray().Zip(engine.Train(job).Update, (w, u) => w + u)];
    }
}
