using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

/// <summary>What a job may ask for besides masked SGD, each by its formula in one step.</summary>
public sealed class JobPartTests : IDisposable
{
    private const float Rate = 0.1f;
    private static readonly ImageData Data = new SyntheticImages { Shape = new(1, 4, 4), Classes = 3, Train = 90, Test = 30 }.Generate(1);
    private static readonly Network Mlp = TinyNetworks.Mlp(Data.Train.Shape, 9, 3);
    private static readonly LocalTraining OneStep = new(Epochs: 1, BatchSize: 30, LearningRate: Rate);

    private readonly TorchEngine _engine = new(Mlp, Data);

    [TorchTheory]
    [InlineData(1)]
    [InlineData(0.4)]
    public void The_summed_gradient_is_dense_and_what_the_step_followed(double density)
    {
        var job = Job(density);
        var outcome = _engine.Train(job with { Gradient = GradientRequest.Summed });
        var gradient = outcome.Gradient.Span;
        Assert.Equal(Mlp.Layout.Count, gradient.Length);
        AssertClose(outcome.Update, job.Topology.Gather(gradient), g => -Rate * g);
        Assert.True(gradient.ToArray().Count(g => g != 0) > job.Topology.Count || density == 1);
        Assert.Equal(_engine.Train(job).Update, outcome.Update);
    }

    [TorchFact]
    public void The_gradient_at_the_end_is_that_of_the_next_step()
    {
        var job = Job(0.4);
        var first = _engine.Train(job with { Gradient = GradientRequest.AtEnd });
        float[] ended = [.. job.Start.ToArray().Zip(first.Update, (w, u) => w + u)];
        var next = _engine.Train(job with { Start = ended, FirstEpoch = 1, Gradient = GradientRequest.Summed });
        Assert.Equal(next.Gradient.ToArray(), first.Gradient.ToArray());
        Assert.Equal(_engine.Train(job).Update, first.Update);
    }

    [TorchFact]
    public void A_correction_is_added_to_the_gradient_of_every_step()
    {
        var job = Job(0.4);
        float[] correction = [.. Enumerable.Range(0, job.Topology.Count).Select(k => 0.01f * (k % 7))];
        var plain = _engine.Train(job).Update;
        var corrected = _engine.Train(job with { Correction = correction }).Update;
        for (int k = 0; k < plain.Length; k++)
            Assert.Equal(plain[k] - (Rate * correction[k]), corrected[k], tolerance: 1e-6);
    }

    [TorchFact]
    public void Extrusion_drives_the_marked_weights_towards_zero_and_no_others()
    {
        var job = Job(0.4);
        int[] marked = [0, 3, job.Topology.Count - 1];
        var plain = _engine.Train(job).Update;
        var extruded = _engine.Train(job with { Extrusion = new Extrusion(marked, Lambda: 0.5f, Psi: 0) }).Update;
        for (int k = 0; k < plain.Length; k++)
            Assert.Equal(plain[k] - (marked.Contains(k) ? Rate * 2 * 0.5f * job.Start.Span[k] : 0), extruded[k], tolerance: 1e-6);
    }

    [TorchFact]
    public void Under_pressure_extrusion_raises_the_learning_rate_as_its_formula_says()
    {
        var job = Job(0.4); // one step: T = 1, b = 0, so (2T − 2b)/(2T − b) = 1
        int[] marked = [0, 1, 2, 3];
        var norm = Math.Sqrt(marked.Sum(k => (double)job.Start.Span[k] * job.Start.Span[k]));
        var factor = 40 * ((2 / (1 + Math.Exp(-norm))) - 1);
        Assert.True(factor > 1);
        var plain = _engine.Train(job).Update;
        var pressed = _engine.Train(job with { Extrusion = new Extrusion(marked, Lambda: 0, Psi: 40) }).Update;
        for (int k = 0; k < plain.Length; k++)
            Assert.Equal(factor * plain[k], pressed[k], tolerance: 1e-5);
    }

    [TorchFact]
    public void Powers_move_by_the_chain_rule_and_zeros_stay()
    {
        var job = Job(1);
        var start = job.Start.ToArray();
        start[5] = 0;
        job = job with { Start = start, Settings = OneStep with { Exponent = 1.5f } };
        var outcome = _engine.Train(job with { Gradient = GradientRequest.Summed });
        foreach (var block in Mlp.Layout.Blocks)
        {
            for (int j = block.Offset; j < block.End; j++)
            {
                var g = outcome.Gradient.Span[j];
                var v = Math.Sign(start[j]) * Math.Pow(Math.Abs(start[j]), 1 / 1.5);
                var moved = v - (Rate * g * 1.5 * Math.Sqrt(Math.Abs(v)));
                var expected = block.Prunable ? (Math.Sign(moved) * Math.Pow(Math.Abs(moved), 1.5)) - start[j] : -Rate * g;
                Assert.Equal(expected, outcome.Update[j], tolerance: 1e-5);
            }
        }
        Assert.Equal(0, outcome.Update[5]);
    }

    [TorchFact]
    public void Label_shares_that_are_equal_shift_nothing()
    {
        var job = Job(1, balanced: true);
        AssertClose(_engine.Train(job with { Adjusted = new AdjustedLabels(0, 1) }).Update, _engine.Train(job).Update, u => u);
        var skewed = Job(1) with { Samples = Enumerable.Range(0, 90).Where(i => Data.Train.Labels[i] == 0 || i % 9 == 1).Take(30).ToArray() };
        Assert.NotEqual(_engine.Train(skewed).Update, _engine.Train(skewed with { Adjusted = new AdjustedLabels(0, 1) }).Update);
    }

    [TorchFact]
    public void Who_learns_only_from_the_model_it_received_has_nothing_to_learn()
    {
        var job = Job(1, balanced: true) with { Adjusted = new AdjustedLabels(1, Temperature: 1) };
        Assert.All(_engine.Train(job).Update, u => Assert.Equal(0, u, tolerance: 1e-6));
        var sharper = _engine.Train(job with { Adjusted = new AdjustedLabels(1, Temperature: 0.5) }).Update;
        Assert.True(sharper.Max(Math.Abs) > 1e-3);
    }

    [TorchFact]
    public void Class_losses_are_the_mean_losses_of_each_class_under_the_received_model()
    {
        var job = Job(0.4) with { Samples = Enumerable.Range(0, 60).Where(i => Data.Train.Labels[i] != 2).ToArray() };
        var losses = _engine.ClassLosses(job);
        for (int c = 0; c < 2; c++)
        {
            var own = job with { Samples = job.Samples.ToArray().Where(i => Data.Train.Labels[i] == c).ToArray(), Settings = OneStep with { LearningRate = 0 } };
            Assert.Equal(_engine.Train(own).Loss, losses[c], tolerance: 1e-5);
        }
        Assert.True(double.IsNaN(losses[2]));
    }

    [Fact]
    public void A_job_says_whether_every_engine_must_know_it()
    {
        var job = Job(0.4);
        Assert.True(job.IsPlain);
        Assert.All(
            [
                job with { Gradient = GradientRequest.Summed }, job with { Correction = new float[] { 1 } }, job with { Adjusted = new AdjustedLabels(0, 1) },
                job with { Extrusion = new Extrusion(new[] { 1 }, 1, 1) }, job with { Settings = OneStep with { Exponent = 2 } },
            ],
            other => Assert.False(other.IsPlain));
    }

    public void Dispose() => _engine.Dispose();

    private static TrainingJob Job(double density, bool balanced = false) =>
        Jobs.Of(Mlp, Data, OneStep, 30, density) is var job && balanced
            ? job with { Samples = Enumerable.Range(0, 30).ToArray(), Labels = Enumerable.Range(0, 90).Select(i => (byte)(i % 3)).ToArray() }
            : job;

    private static void AssertClose(float[] actual, float[] other, Func<float, float> expected)
    {
        for (int k = 0; k < actual.Length; k++)
            Assert.Equal(expected(other[k]), actual[k], tolerance: 1e-6);
    }
}
