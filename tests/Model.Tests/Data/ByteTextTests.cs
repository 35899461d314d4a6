using System.Text;
using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class ByteTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_window_is_followed_by_its_label_and_the_last_tenth_is_for_testing()
    {
        var text = Write("a.txt", string.Concat(Enumerable.Repeat("0123456789abcdefghij", 5)));
        var data = ByteText.Read(text, 4);
        Assert.Equal((90 - 4, 10 - 4), (data.Train.Count, data.Test.Count));
        for (int i = 0; i < data.Train.Count; i++)
        {
            Assert.Equal(File.ReadAllBytes(text)[i..(i + 4)], data.Train.Pixels(i).ToArray());
            Assert.Equal(File.ReadAllBytes(text)[i + 4], data.Train.Labels[i]);
        }
    }

    [Fact]
    public void Files_of_a_folder_are_read_in_the_order_of_their_names_and_no_window_reaches_over_an_end()
    {
        Write("b.txt", new string('b', 50));
        Write("a.txt", new string('a', 100));
        Write("c.txt", "c"); // too short for a window
        var data = ByteText.Read(_folder.Path, 3);
        Assert.Equal((87 + 42, 7 + 2), (data.Train.Count, data.Test.Count));
        Assert.Equal(new string('a', 87) + new string('b', 42), Encoding.ASCII.GetString(data.Train.Labels));
        for (int i = 0; i < data.Test.Count; i++)
            Assert.Equal([data.Test.Labels[i]], data.Test.Pixels(i).ToArray().Distinct());
    }

    [Fact]
    public void Symbols_reach_the_network_as_their_numbers()
    {
        var data = ByteText.Read(Write("bytes", string.Concat(Enumerable.Range(0, 100).Select(i => (char)(i + 20)))), 8);
        var batch = new float[16];
        data.Standardisation.Fill(data.Train, 5, 2, batch);
        Assert.Equal([25f, 26, 27, 28, 29, 30, 31, 32, 26, 27, 28, 29, 30, 31, 32, 33], batch);
    }

    [Fact]
    public void A_long_text_is_sampled_evenly()
    {
        var data = ByteText.Read(Write("long.txt", new string('x', 300_000)), 2);
        Assert.Equal((100_000, 10_000), (data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void What_is_not_there_or_too_short_is_refused_by_name()
    {
        Assert.Contains("fedprune.data.path", Assert.Throws<InvalidDataSetException>(() => ByteText.Read("", 4)).Message, StringComparison.Ordinal);
        var nowhere = Path.Combine(_folder.Path, "nowhere");
        Assert.Contains(nowhere, Assert.Throws<InvalidDataSetException>(() => ByteText.Read(nowhere, 4)).Message, StringComparison.Ordinal);
        var shortText = Write("short.txt", "abcd");
        Assert.Contains(shortText, Assert.Throws<InvalidDataSetException>(() => ByteText.Read(shortText, 4)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder.Path, name), text, Encoding.Latin1);
        return Path.Combine(_folder.Path, name);
    }
}
