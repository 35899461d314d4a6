using System.Globalization;
using System.Text.Json;

namespace FedPrune.Bench;

/// <summary>How results are written.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>One object on one line, names in snake case.</summary>
    public static void Json<T>(T result) => Console.WriteLine(JsonSerializer.Serialize(result, Snake));

    public static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
