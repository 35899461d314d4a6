using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class SyntheticImagesTests
{
    private static readonly SyntheticImages Small = new() { Train = 600, Test = 300 };

    [Fact]
    public void Makes_the_shape_and_the_counts_asked_for_with_all_classes_alike()
    {
        var data = (Small with { Shape = new ImageShape(3, 8, 10), Classes = 4, Train = 40, Test = 12 }).Generate(1);

        Assert.Equal(new ImageShape(3, 8, 10), data.Test.Shape);
        Assert.Equal((40, 12), (data.Train.Count, data.Test.Count));
        Assert.All(data.Train.Labels.ToArray().CountBy(label => label), c => Assert.Equal(10, c.Value));
    }

    [Fact]
    public void Is_the_same_for_the_same_seed_and_another_for_another()
    {
        var first = Small.Generate(3).Train.AllPixels;
        Assert.True(first.SequenceEqual(Small.Generate(3).Train.AllPixels));
        Assert.False(first.SequenceEqual(Small.Generate(4).Train.AllPixels));
    }

    [Fact]
    public void Keeps_its_first_images_when_more_are_asked_for()
    {
        var few = Small.Generate(3).Train.AllPixels;
        Assert.True((Small with { Train = 700 }).Generate(3).Train.AllPixels[..few.Length].SequenceEqual(few));
    }

    [Fact]
    public void Never_tests_with_an_image_it_trains_with()
    {
        var data = Small.Generate(5);
        for (int i = 0; i < data.Test.Count; i++)
            Assert.False(data.Test.Pixels(i).SequenceEqual(data.Train.Pixels(i)));
    }

    [Fact]
    public void Can_be_learnt_but_not_by_heart_and_less_well_the_more_noise()
    {
        for (ulong seed = 0; seed < 3; seed++)
        {
            double[] noises = [5, 60, 400];
            var accuracies = noises.Select(noise => NearestMeanAccuracy((Small with { Noise = noise }).Generate(seed))).ToArray();
            Assert.Equal(accuracies.OrderDescending(), accuracies);
            Assert.InRange(accuracies[1], 0.3, 0.98); // chance is 0.1
            Assert.True(accuracies[0] > accuracies[2] + 0.2, string.Join(' ', accuracies));
        }
    }

    [Fact]
    public void Is_easier_without_shifts() => Assert.True(
        NearestMeanAccuracy((Small with { Shift = 0 }).Generate(1)) > NearestMeanAccuracy((Small with { Shift = 4 }).Generate(1)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(257, 1)]
    [InlineData(10, -1)]
    [InlineData(10, double.NaN)]
    public void Refuses_options_out_of_range(int classes, double noise) =>
        Assert.Throws<ArgumentException>(() => new SyntheticImages { Classes = classes, Noise = noise }.Generate(1));

    /// <summary>How often the nearest mean image of the training classes is the right one.</summary>
    private static double NearestMeanAccuracy(ImageData data)
    {
        var size = data.Train.Shape.Pixels;
        var means = new double[data.Train.Classes, size];
        for (int i = 0; i < data.Train.Count; i++)
            for (int k = 0; k < size; k++)
                means[data.Train.Labels[i], k] += data.Train.Pixels(i)[k] * (double)data.Train.Classes / data.Train.Count;
        return Enumerable.Range(0, data.Test.Count).Count(i => Nearest(i) == data.Test.Labels[i]) / (double)data.Test.Count;

        int Nearest(int image) => Enumerable.Range(0, data.Train.Classes).MinBy(c =>
        {
            double distance = 0;
            var pixels = data.Test.Pixels(image);
            for (int k = 0; k < size; k++)
                distance += (pixels[k] - means[c, k]) * (pixels[k] - means[c, k]);
            return distance;
        });
    }
}
