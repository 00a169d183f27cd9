namespace AgentHost.Bench.Decoders;

/// <summary>How a matrix is kept and multiplied.</summary>
internal enum Precision
{
    Single,

    /// <summary>8-bit weights, one scale a column; activations quantised when they are there.</summary>
    DynamicInt8,

    /// <summary>8-bit weights in blocks of 32.</summary>
    Blocks8,

    /// <summary>4-bit weights in blocks of 32.</summary>
    Blocks4,
}
