namespace FedPrune.Model.Aggregation;

/// <summary>What it means that an update lacks a coordinate.</summary>
public enum AbsentRule
{
    /// <summary>Nothing: the mean is over those that hold it.</summary>
    Silent,

    /// <summary>It did not change: the device votes for the server's value (R2SP; FedMP, Jiang et al., 2022).</summary>
    Unchanged,

    /// <summary>It is 0: the mean is over the weights of all, those pruned included.</summary>
    Zero,
}
