using System.Buffers.Binary;
using System.IO.Compression;
using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedprune-idx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Gives_back_what_was_written_gzipped_or_not_whatever_the_name(bool gzip, bool gzName)
    {
        var set = Read(Images(3, 2, 4, gzip: gzip, gzName: gzName), Labels([0, 2, 1], gzip: gzip));

        Assert.Equal(new ImageShape(1, 2, 4), set.Shape);
        Assert.Equal(3, set.Count);
        Assert.Equal(3, set.Classes);
        Assert.Equal([0, 2, 1], set.Labels.ToArray());
        Assert.Equal(Enumerable.Range(8, 8).Select(v => (byte)v), set.Pixels(1).ToArray());
    }

    [Fact]
    public void Reads_a_folder_of_four_files_and_standardises_by_the_training_images()
    {
        WriteFour();

        var data = IdxFile.ReadFolder("tiny", _folder, 3);

        Assert.Equal((4, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal(15.5 / 255, data.Standardisation.Mean.Single(), 12); // the pixels count 0 … 31
    }

    [Fact]
    public void Names_the_folder_and_the_files_that_are_missing()
    {
        WriteFour();
        File.Delete(Path.Combine(_folder, "t10k-labels-idx1-ubyte"));

        var error = Assert.Throws<InvalidDataSetException>(() => IdxFile.ReadFolder("tiny", _folder, 3));

        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("t10k-labels-idx1-ubyte", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("train-images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_folder_where_it_does_not_exist() =>
        Fails(() => IdxFile.ReadFolder("tiny", Path.Combine(_folder, "none"), 3), Path.Combine(_folder, "none"), "train-images-idx3-ubyte");

    [Fact]
    public void Tells_the_magic_number_found_and_the_one_expected()
    {
        var labels = Labels([0, 2, 1]);
        Fails(() => Read(labels, labels), labels, "0x00000801", "0x00000803");
    }

    [Theory]
    [InlineData(3, "3 bytes", "16")]
    [InlineData(12, "12 bytes", "16")]
    [InlineData(39, "39 bytes", "40")]
    public void Tells_a_truncated_file_by_the_bytes_found_and_expected(int kept, string found, string expected)
    {
        var images = Images(3, 2, 4);
        File.WriteAllBytes(images, File.ReadAllBytes(images)[..kept]);
        Fails(() => Read(images, Labels([0, 2, 1])), images, "truncated", found, expected);
    }

    [Fact]
    public void Tells_trailing_bytes()
    {
        var images = Images(3, 2, 4);
        File.WriteAllBytes(images, [.. File.ReadAllBytes(images), 1, 2]);
        Fails(() => Read(images, Labels([0, 2, 1])), images, "2 trailing bytes", "42 bytes", "expected 40");
    }

    [Fact]
    public void Does_not_believe_a_header_that_claims_more_than_memory_holds()
    {
        var images = Images(3, 2, 4);
        var bytes = File.ReadAllBytes(images);
        foreach (var at in (int[])[4, 8, 12])
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), int.MaxValue);
        File.WriteAllBytes(images, bytes);
        Fails(() => Read(images, Labels([0, 2, 1])), images, "truncated", "40 bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Refuses_dimensions_that_are_not_positive(int rows)
    {
        var images = Images(3, 2, 4);
        var bytes = File.ReadAllBytes(images);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), rows);
        File.WriteAllBytes(images, bytes);
        Fails(() => Read(images, Labels([0, 2, 1])), images, $"3×{rows}×4");
    }

    [Fact]
    public void Tells_a_label_out_of_range_with_its_place()
    {
        var labels = Labels([0, 3, 1]);
        Fails(() => Read(Images(3, 2, 4), labels), labels, "label 3 of image 1", "0 to 2");
    }

    [Fact]
    public void Tells_when_images_and_labels_differ_in_number() =>
        Fails(() => Read(Images(3, 2, 4), Labels([0, 1])), "3 images", "2 labels");

    [Fact]
    public void Tells_gzip_that_cannot_be_decoded()
    {
        var images = Images(300, 2, 4, gzip: true);
        var bytes = File.ReadAllBytes(images);
        bytes.AsSpan(12, 20).Fill(0xFF);
        File.WriteAllBytes(images, bytes);
        Fails(() => Read(images, Labels([0, 2, 1])), images, "gzip", "cannot be decoded");
    }

    [Fact]
    public void Tells_gzip_that_ends_too_early()
    {
        var images = Images(300, 2, 4, gzip: true);
        var bytes = File.ReadAllBytes(images);
        File.WriteAllBytes(images, bytes[..(bytes.Length / 2)]);
        Fails(() => Read(images, Labels([0, 2, 1])), images, "truncated");
    }

    [Fact]
    public void Tells_a_file_that_is_not_there() =>
        Fails(() => Read(Path.Combine(_folder, "nowhere"), Labels([0])), "nowhere");

    private void WriteFour()
    {
        File.Move(Images(4, 2, 4), Path.Combine(_folder, "train-images-idx3-ubyte"));
        File.Move(Labels([0, 1, 2, 0]), Path.Combine(_folder, "train-labels-idx1-ubyte"));
        File.Move(Images(2, 2, 4, gzip: true), Path.Combine(_folder, "t10k-images-idx3-ubyte.gz"));
        File.Move(Labels([2, 1]), Path.Combine(_folder, "t10k-labels-idx1-ubyte"));
    }

    private static ImageSet Read(string images, string labels) => IdxFile.Read("tiny", images, labels, 3);

    private static void Fails(Action read, params string[] fragments)
    {
        var error = Assert.Throws<InvalidDataSetException>(read);
        Assert.All(fragments, fragment => Assert.Contains(fragment, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Images whose pixels count up from 0.</summary>
    private string Images(int count, int rows, int columns, bool gzip = false, bool gzName = false) => Write(
        gzName ? "images.gz" : "images", gzip,
        [0x0803, count, rows, columns], [.. Enumerable.Range(0, count * rows * columns).Select(v => (byte)v)]);

    private string Labels(byte[] labels, bool gzip = false) => Write("labels", gzip, [0x0801, labels.Length], labels);

    private string Write(string name, bool gzip, int[] header, byte[] body)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, gzip ? TinyIdx.Gzip(TinyIdx.Bytes(header, body)) : TinyIdx.Bytes(header, body));
        return path;
    }
}

/// <summary>Hand-made IDX files.</summary>
internal static class TinyIdx
{
    public static byte[] Bytes(int[] header, byte[] body)
    {
        var bytes = new byte[4 * header.Length + body.Length];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), header[i]);
        body.CopyTo(bytes, 4 * header.Length);
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var encoder = new GZipStream(packed, CompressionLevel.Fastest))
            encoder.Write(bytes);
        return packed.ToArray();
    }
}
