namespace FedPrune.Model.Data;

/// <summary>
/// Text as bytes, made from files that the user names: a sample is a window of bytes, its label the byte that follows. The
/// last tenth of each file is for testing; no window reaches over a file's end or into that tenth.
/// </summary>
public static class ByteText
{
    private const int Symbols = 256, MostForTraining = 100_000, MostForTesting = 10_000;
    private const long MostBytes = 1 << 28;

    /// <summary>Reads a file, or all files in a folder and those in it, in the order of their paths.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="window">Bytes of a window.</param>
    /// <returns>Lines of symbols as images of 1×window×1, evenly spaced, up to 100,000 for training and 10,000 for testing.</returns>
    /// <exception cref="InvalidDataSetException">There is nothing at the path, too little of it or too much.</exception>
    public static ImageData Read(string path, int window)
    {
        byte[][] texts = [.. Files(path).Select(File.ReadAllBytes)];
        ReadOnlyMemory<byte>[] train = [.. texts.Select(text => (ReadOnlyMemory<byte>)text.AsMemory(0, TrainingPart(text)))];
        ReadOnlyMemory<byte>[] test = [.. texts.Select(text => (ReadOnlyMemory<byte>)text.AsMemory(TrainingPart(text)))];
        return new ImageData(
            Windows("text train", path, train, window, MostForTraining), Windows("text test", path, test, window, MostForTesting),
            Standardisation.None(1));
    }

    private static int TrainingPart(byte[] text) => text.Length - (text.Length / 10);

    private static string[] Files(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new InvalidDataSetException($"text: {(path.Length == 0 ? "no path" : path)} is no file or folder, set fedprune.data.path to one");
        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var bytes = files.Sum(file => new FileInfo(file).Length);
        return bytes <= MostBytes
            ? files
            : throw new InvalidDataSetException($"text: {path} has {bytes} bytes, allowed are up to {MostBytes}");
    }

    private static ImageSet Windows(string name, string path, ReadOnlyMemory<byte>[] texts, int window, int most)
    {
        var places = texts.Sum(text => (long)Math.Max(0, text.Length - window));
        if (places == 0)
            throw new InvalidDataSetException($"{name}: {path} has no {window} bytes and one to follow them in it");
        var count = (int)Math.Min(places, most);
        var (symbols, labels) = (new byte[count * window], new byte[count]);
        var (text, before) = (0, 0L);
        for (int i = 0; i < count; i++)
        {
            var place = i * places / count;
            for (; place - before >= Math.Max(0, texts[text].Length - window); text++)
                before += Math.Max(0, texts[text].Length - window);
            var bytes = texts[text].Span.Slice((int)(place - before), window + 1);
            bytes[..window].CopyTo(symbols.AsSpan(i * window));
            labels[i] = bytes[window];
        }
        return new ImageSet(name, new ImageShape(1, 1, window), Symbols, symbols, labels);
    }
}
