using FedPrune.Model.Data;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Data;

public sealed class StandardisationTests
{
    private static readonly ImageShape Shape = new(3, 4, 5);
    private static readonly ImageSet Set = RandomImages(200);

    [Fact]
    public void Gives_each_channel_of_the_training_images_mean_0_and_deviation_1()
    {
        var batch = new float[Set.Count * Shape.Pixels];
        Standardisation.Of(Set).Fill(Set, 0, Set.Count, batch);

        var plane = Shape.Height * Shape.Width;
        for (int c = 0; c < Shape.Channels; c++)
        {
            var numbers = batch.Where((_, i) => i / plane % Shape.Channels == c).Select(x => (double)x).ToArray();
            Assert.Equal(0, numbers.Average(), 5);
            Assert.Equal(1, numbers.Average(x => x * x), 4);
        }
    }

    [Fact]
    public void Writes_the_images_asked_for_in_the_order_asked_for()
    {
        var standardisation = Standardisation.Of(Set);
        int[] images = [7, 0, 199, 7];
        var batch = new float[images.Length * Shape.Pixels];
        standardisation.Fill(Set, images, batch);

        var plane = Shape.Height * Shape.Width;
        for (int i = 0; i < batch.Length; i++)
        {
            var (image, channel) = (images[i / Shape.Pixels], i % Shape.Pixels / plane);
            var pixel = Set.Pixels(image)[i % Shape.Pixels] / 255.0;
            var expected = (pixel - standardisation.Mean[channel]) / standardisation.Deviation[channel];
            Assert.Equal((float)expected, batch[i]);
        }
    }

    [Fact]
    public void Writes_a_range_as_it_writes_its_indices()
    {
        var standardisation = Standardisation.Of(Set);
        var (range, indices) = (new float[5 * Shape.Pixels], new float[5 * Shape.Pixels]);
        standardisation.Fill(Set, 10, 5, range);
        standardisation.Fill(Set, [10, 11, 12, 13, 14], indices);
        Assert.Equal(indices, range);
    }

    [Fact]
    public void Allocates_nothing_when_it_writes_a_batch()
    {
        var standardisation = Standardisation.Of(Set);
        var (images, batch) = (new int[32], new float[32 * Shape.Pixels]);
        standardisation.Fill(Set, images, batch);

        // A garbage collection may charge a thread once with the unused rest of its allocation quantum.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Allocated()));

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            standardisation.Fill(Set, images, batch);
            standardisation.Fill(Set, 0, 32, batch);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Leaves_a_constant_channel_at_0_instead_of_dividing_by_0()
    {
        var grey = new ImageSet("grey", new ImageShape(1, 2, 2), 1, new byte[] { 9, 9, 9, 9 }, new byte[1]);
        var batch = new float[4];
        Standardisation.Of(grey).Fill(grey, 0, 1, batch);
        Assert.All(batch, x => Assert.Equal(0f, x));
    }

    [Fact]
    public void Refuses_a_batch_of_another_length_and_a_set_of_other_channels()
    {
        var standardisation = Standardisation.Of(Set);
        var grey = ImageSetTests.Counting(1, new ImageShape(1, 4, 5));
        Assert.Throws<ArgumentException>(() => standardisation.Fill(Set, [0], new float[Shape.Pixels + 1]));
        Assert.Throws<ArgumentException>(() => standardisation.Fill(grey, [0], new float[20]));
    }

    private static ImageSet RandomImages(int count)
    {
        var pixels = new byte[count * Shape.Pixels];
        RandomStream.For(1, Purpose.SyntheticImages).NextBytes(pixels);
        return new ImageSet("random", Shape, 1, pixels, new byte[count]);
    }
}
