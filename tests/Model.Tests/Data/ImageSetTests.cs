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
