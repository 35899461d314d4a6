namespace FedPrune.Model.Aggregation;

/// <summary>The server's side of SCAFFOLD (Karimireddy et al., 2020).</summary>
public static class ControlVariates
{
    /// <summary>The name of c among the server's vectors.</summary>
    public const string Name = "control";

    /// <summary><c>c ← c + (|S|/N)·mean_i(c_i⁺ − c_i) = c + (1/N)·Σ_i (c_i⁺ − c_i)</c></summary>
    /// <param name="updates">The updates counted, each with the change of its device's variate.</param>
    /// <param name="devices">N.</param>
    /// <param name="memory">Where c is kept.</param>
    public static void Update(IReadOnlyList<Update> updates, int devices, ServerMemory memory)
    {
        var control = memory.Change(Name, updates[0].Topology.Layout.Count).Span;
        var sum = new double[control.Length];
        foreach (var update in updates)
            update.Report!.Where!.AccumulateInto(sum, update.Report.Values.Span, 1.0 / devices);
        for (int j = 0; j < sum.Length; j++)
            control[j] += (float)sum[j];
    }
}
