/** The part of the dissector that names what stands in registers. */
export const REGISTERS_PROGRAM: string = `
-- Registers, 8 bytes each. Summaries are the arguments that are not zero, for the column "Info".

local SVE_HINT = 0x10000
local ZERO = UInt64.new(0)

-- The row of a function by its id, and the id without the SVE hint; nil for what is no function of FF-A.
local function function_of(id)
  if math.floor(id / SVE_HINT) % 2 == 1 then id = id - SVE_HINT end
  return FUNCTION[id], id
end

local function is_wide(id)
  return math.floor(id / 0x40000000) % 2 == 1
end

local function uuid_in(registers, argument)
  local count, width = 4, 4
  if argument.join == "uuid_halves" then count, width = 2, 8 end
  local digits = ""
  for index = 0, count - 1 do
    digits = digits .. registers:range((argument.register + index) * 8, width):bytes():tohex(true)
  end
  return digits, registers:range(argument.register * 8, (count - 1) * 8 + width)
end

-- Adds an argument. Answers it in words, or nil where it is zero.
local function add_argument(tree, registers, argument, wide)
  local at = argument.register * 8
  local target = field[argument.filter]
  if argument.join == "uuid_words" or argument.join == "uuid_halves" then
    local digits, range = uuid_in(registers, argument)
    local text = uuid_text(digits)
    tree:add(target, range, text)
    return digits:find("[^0]") and text
  end
  if argument.join == "words" then
    local value = UInt64.new(registers:range(at, 4):le_uint(), registers:range(at + 8, 4):le_uint())
    tree:add(target, registers:range(at, 12), value)
    return value ~= ZERO and value_text(value)
  end
  if argument.bits then
    local whole = registers:range(at, 8):le_uint64()
    local value = whole:rshift(argument.low):band(UInt64.new(math.floor(2 ^ argument.bits - 1)))
    tree:add(target, registers:range(at, 8), argument.wide and value or value:tonumber())
    return value ~= ZERO and value_text(value)
  end
  -- A 32-bit call does not see the upper halves.
  local range = registers:range(at, wide and 8 or 4)
  tree:add_le(target, range)
  if is_zero(range) then return nil end
  local names = VALUE_NAMES[argument.filter]
  return names and names[range:le_uint()] or value_text(range:le_uint64())
end

-- Adds the arguments that are there. Answers the summary.
local function add_arguments(tree, registers, arguments, wide)
  local parts = {}
  for _, argument in ipairs(arguments) do
    local last = argument.register
    if argument.join then last = last + (argument.join == "uuid_words" and 3 or 1) end
    if (last + 1) * 8 <= registers:len() then
      local text = add_argument(tree, registers, argument, wide)
      if text then parts[#parts + 1] = argument.name .. " " .. text end
    end
  end
  return table.concat(parts, ", ")
end
`;
