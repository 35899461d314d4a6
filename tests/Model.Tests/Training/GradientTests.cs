using System.Numerics.Tensors;
using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Tests.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

/// <summary>
/// A step of rate 1 without momentum moves by −g. That g is the gradient, in its place and on its scale, shows in the loss:
/// along g it must change by ‖g‖ a unit of length, which any other vector of that length falls short of.
/// </summary>
public sealed class GradientTests
{
    private static readonly LocalTraining OneStep = new(Epochs: 1, BatchSize: 4, LearningRate: 1);

    public static TheoryData<string> Catalogue { get; } = [.. NetworkCatalogue.OfImages];

    [TorchTheory]
    [MemberData(nameof(Catalogue))]
    public void Every_network_of_the_catalogue_trains_along_its_gradient_on_grey_images(string name) => AssertTrains(name, new ImageShape(1, 28, 28));

    [TorchTheory]
    [MemberData(nameof(Catalogue))]
    public void Every_network_of_the_catalogue_trains_along_its_gradient_on_coloured_images(string name) => AssertTrains(name, new ImageShape(3, 32, 32));

    [TorchFact]
    public void The_language_model_trains_along_its_gradient()
    {
        byte[] text = [.. Enumerable.Range(0, 12 * 9).Select(i => (byte)(i * i % 251))];
        var set = new ImageSet("text", new ImageShape(1, 1, 9), 10, text, text.Take(12).Select(b => (byte)(b % 10)).ToArray());
        AssertTrains("charlm", new ImageData(set, set, Standardisation.None(1)));
    }

    [TorchFact]
    public void Every_kind_of_layer_has_the_gradient_of_its_own_parameters()
    {
        var network = TinyNetworks.EveryLayer;
        var data = new SyntheticImages { Shape = network.Input, Classes = 3, Train = 10, Test = 2 }.Generate(1);
        using var engine = new TorchEngine(network, data);
        var job = Jobs.Of(network, data, OneStep, 4);
        var gradient = Gradient(engine, job);
        foreach (var block in network.Layout.Blocks)
        {
            var own = new float[gradient.Length];
            gradient.AsSpan(block.Offset, block.Count).CopyTo(own.AsSpan(block.Offset));
            AssertDerivative(engine, job, own, block.Name);
        }
    }

    private static void AssertTrains(string name, ImageShape input) =>
        AssertTrains(name, new SyntheticImages { Shape = input, Train = 10, Test = 2 }.Generate(1));

    private static void AssertTrains(string name, ImageData data)
    {
        var network = NetworkCatalogue.Create(name, data.Train.Shape, 10);
        using var engine = new TorchEngine(network, data);
        var job = Jobs.Of(network, data, OneStep, 4);
        var gradient = Gradient(engine, job);
        Assert.All(network.Layout.Blocks, b => Assert.InRange(Norm(gradient.AsSpan(b.Offset, b.Count)), 1e-9, 1e3)); // NaN is in no range
        AssertDerivative(engine, job, gradient, name);
    }

    private static float[] Gradient(TorchEngine engine, TrainingJob job)
    {
        var gradient = engine.Train(job).Update;
        TensorPrimitives.Negate(gradient, gradient);
        return gradient;
    }

    private static void AssertDerivative(TorchEngine engine, TrainingJob job, float[] gradient, string where)
    {
        var norm = Norm(gradient);
        var step = (float)(0.004 / (norm * norm)); // the loss moves by 0.004 each way
        var difference = LossAt(engine, job, gradient, step) - LossAt(engine, job, gradient, -step);
        Assert.True(Math.Abs((difference / 0.008) - 1) < 0.03, $"{where}: {difference / 0.008} of the change that the gradient says");
    }

    private static double LossAt(TorchEngine engine, TrainingJob job, float[] gradient, float step)
    {
        var weights = new float[gradient.Length];
        TensorPrimitives.MultiplyAdd(gradient, step, job.Start.Span, weights);
        return engine.Train(job with { Start = weights, Settings = OneStep with { LearningRate = 0 } }).Loss;
    }

    private static double Norm(ReadOnlySpan<float> values) => TensorPrimitives.Norm(values);
}
