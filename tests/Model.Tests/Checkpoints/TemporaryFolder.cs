using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Checkpoints;

/// <summary>A folder of its own, gone with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedprune-test-");

    public string Path => _folder.FullName;

    public IEnumerable<string> Names => _folder.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Numbers of every bit pattern, NaN and infinities too.</summary>
    public static float[] Values(int count, int number)
    {
        var random = RandomStream.For(1, Purpose.SyntheticImages, number);
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = BitConverter.Int32BitsToSingle((int)random.NextBits());
        return values;
    }
}
