using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class ImageSetTests
{
    [Fact]
    public void Gives_each_image_its_own_pixels()
    {
        var set = Counting(images: 3, new ImageShape(2, 2, 2));

        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], set.Pixels(1).ToArray());
        Assert.ThrowsAny<ArgumentException>(() => set.Pixels(3).Length);
    }

    [Theory]
    [InlineData(1, 4, 6, 2)]
    [InlineData(3, 4, 6, 2)]
    [InlineData(2, 9, 3, 3)]
    [InlineData(1, 28, 28, 2)]
    public void Pools_each_square_of_each_channel_to_its_mean(int channels, int height, int width, int factor)
    {
        var set = Counting(images: 5, new ImageShape(channels, height, width), step: 37);

        var pooled = set.Pooled(factor);

        Assert.Equal(new ImageShape(channels, height / factor, width / factor), pooled.Shape);
        for (int i = 0; i < set.Count; i++)
            for (int k = 0; k < pooled.Shape.Pixels; k++)
            {
                var (plane, column) = Math.DivRem(k, pooled.Shape.Width);
                var (channel, row) = Math.DivRem(plane, pooled.Shape.Height);
                double mean = 0;
                for (int dy = 0; dy < factor; dy++)
                    for (int dx = 0; dx < factor; dx++)
                        mean += At(i, channel, row * factor + dy, column * factor + dx) / (double)(factor * factor);
                Assert.Equal((byte)Math.Floor(mean + 0.5 + 1e-9), pooled.Pixels(i)[k]);
            }

        byte At(int image, int channel, int row, int column) => set.Pixels(image)[(channel * height + row) * width + column];
    }

    [Fact]
    public void Rounds_halves_up_when_it_pools()
    {
        var set = new ImageSet("half", new ImageShape(1, 2, 2), 1, new byte[] { 0, 0, 1, 1 }, new byte[] { 0 });
        Assert.Equal([1], set.Pooled(2).Pixels(0).ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Refuses_to_pool_by_a_factor_that_does_not_divide_the_size(int factor)
    {
        var error = Assert.Throws<ArgumentException>(() => Counting(1, new ImageShape(1, 4, 6)).Pooled(factor));
        Assert.Contains("4×6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_pixels_that_do_not_fit_the_shape() =>
        Assert.Contains("8 pixels, got 7", Assert.Throws<ArgumentException>(
            () => new ImageSet("odd", new ImageShape(1, 2, 2), 1, new byte[7], new byte[2])).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_labels_that_are_no_class() =>
        Assert.Contains("label 4 of image 1", Assert.Throws<InvalidDataSetException>(
            () => new ImageSet("odd", new ImageShape(1, 1, 1), 4, new byte[2], new byte[] { 0, 4 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_training_and_test_images_of_different_shapes() =>
        Assert.Throws<InvalidDataSetException>(() => new ImageData(
            Counting(1, new ImageShape(1, 4, 4)), Counting(1, new ImageShape(1, 2, 2))));

    internal static ImageSet Counting(int images, ImageShape shape, int step = 1) => new(
        "counting", shape, 1, Enumerable.Range(0, images * shape.Pixels).Select(v => (byte)(v * step)).ToArray(), new byte[images]);
}
