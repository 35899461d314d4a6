using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class Cifar10Tests : IDisposable
{
    private const int Record = 3073;
    private static readonly string[] Files = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin"), "test_batch.bin"];
    private readonly string _folder = Directory.CreateTempSubdirectory("fedprune-cifar-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin")]
    public void Reads_the_training_batches_in_order_and_the_test_batch_apart(string inner)
    {
        WriteAll(Path.Combine(_folder, inner));

        var data = Cifar10.ReadFolder(_folder);

        Assert.Equal((10, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal(new ImageShape(3, 32, 32), data.Train.Shape);
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 4, 5], data.Train.Labels.ToArray());
        Assert.Equal([5, 6], data.Test.Labels.ToArray());
        Assert.Equal(Pixels(batch: 2, record: 1), data.Train.Pixels(5).ToArray());
    }

    [Fact]
    public void Tells_a_file_that_is_not_a_whole_number_of_records()
    {
        WriteAll(_folder);
        File.WriteAllBytes(Path.Combine(_folder, "data_batch_3.bin"), new byte[2 * Record - 1]);
        Fails("data_batch_3.bin", $"{2 * Record - 1} bytes", "3073");
    }

    [Fact]
    public void Tells_a_label_out_of_range_in_its_file()
    {
        WriteAll(_folder);
        var bytes = new byte[2 * Record];
        bytes[Record] = 10;
        File.WriteAllBytes(Path.Combine(_folder, "data_batch_4.bin"), bytes);
        Fails("data_batch_4.bin", "label 10 of image 1", "0 to 9");
    }

    [Fact]
    public void Names_the_folder_and_the_missing_batch()
    {
        WriteAll(_folder);
        File.Delete(Path.Combine(_folder, "test_batch.bin"));
        Fails(_folder, "test_batch.bin");
    }

    private void Fails(params string[] fragments)
    {
        var error = Assert.Throws<InvalidDataSetException>(() => Cifar10.ReadFolder(_folder));
        Assert.All(fragments, fragment => Assert.Contains(fragment, error.Message, StringComparison.Ordinal));
    }

    private static void WriteAll(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int batch = 0; batch < Files.Length; batch++)
            File.WriteAllBytes(Path.Combine(folder, Files[batch]),
                [(byte)batch, .. Pixels(batch, 0), (byte)(batch + 1), .. Pixels(batch, 1)]);
    }

    private static byte[] Pixels(int batch, int record) =>
        [.. Enumerable.Range(0, Record - 1).Select(k => (byte)(k * 7 + batch * 13 + record * 101))];
}
